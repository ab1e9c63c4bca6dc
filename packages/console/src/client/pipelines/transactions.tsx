/** The transaction pipeline in charts: spend per category and user, dear purchases, late and malformed ones. */
import { colours } from '@workbook/notebook/palette';
import type { TransactionsView, WindowSum } from '../../api/pipelines.js';
import { Chart } from '../parts/chart.js';
import { formatCount, formatDateTime } from '../parts/format.js';
import { type Line, LinesChart, MAX_LINES } from '../parts/lines-chart.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';
import { ReasonTable } from './reasons.js';

export function Transactions({ view }: { view: TransactionsView }) {
  return (
    <div class="stack">
      <section class="panel">
        <h2>Spend per window</h2>
        <p class="explain">
          A{' '}
          <Term word="window">
            A span of event time, here one minute. Flink adds up the purchases in it, and gives the sum once its
            watermark has passed the window’s end.
          </Term>{' '}
          is one minute of the shop’s time, which runs faster than the clock.
        </p>
        <Categories sums={view.categories} />
        <Users sums={view.users} />
      </section>
      <section class="panel">
        <h2>High-value purchases</h2>
        <Table
          caption="The newest purchases above 500"
          rows={view.highValue}
          rowKey={({ id, timestamp }) => `${id} ${timestamp}`}
          empty="There are none yet."
          columns={[
            { heading: 'User', names: true, cell: ({ user }) => user },
            { heading: 'Category', cell: ({ category }) => category },
            { heading: 'Amount', numeric: true, cell: ({ amount }) => money(amount) },
            { heading: 'Event time', cell: ({ timestamp }) => <span class="together">{timeInWords(timestamp)}</span> },
          ]}
        />
      </section>
      <section class="panel">
        <h2>Set apart</h2>
        <p>
          Among the newest records: <strong>{formatCount(view.late)}</strong> late ones, which came when their window
          was closed, and <strong>{formatCount(view.malformed.count)}</strong> malformed ones. The whole topics:{' '}
          <a href="/topics/late_transactions">late_transactions</a>,{' '}
          <a href="/topics/malformed_transactions">malformed_transactions</a>.
        </p>
        <ReasonTable
          caption="Why messages were malformed"
          reasons={view.malformed}
          empty="No malformed message was read."
        />
      </section>
    </div>
  );
}

const money = (value: number) => value.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const timeInWords = (iso: string) => (Number.isNaN(Date.parse(iso)) ? iso : formatDateTime(Date.parse(iso)));

function Categories({ sums }: { sums: readonly WindowSum[] }) {
  const totals = new Map<string, number>();
  for (const { key, total } of sums) totals.set(key, (totals.get(key) ?? 0) + total);
  const keys = [...totals].sort((a, b) => b[1] - a[1]).map(([key]) => key);
  const lines = keys.slice(0, MAX_LINES).map(
    (key): Line => ({
      name: key,
      points: sums.flatMap((sum) => (sum.key === key ? { at: Date.parse(sum.start), value: sum.total } : [])),
    }),
  );
  const windows = new Set(sums.map(({ start }) => start)).size;
  if (windows < 2)
    return (
      <p class="empty">No two windows have closed yet. Start the pipeline, and the first come within some seconds.</p>
    );
  const more = keys.length - lines.length;
  return (
    <LinesChart
      title="Spend per category and window"
      description={`The last ${windows} windows of one minute. ${keys[0]} leads with ${money(totals.get(keys[0] ?? '') ?? 0)} in them.${
        more > 0
          ? ` ${more === 1 ? 'One category' : `${more} categories`} with less ${more === 1 ? 'is' : 'are'} not drawn.`
          : ''
      } The times are the purchases’ own.`}
      label="spend"
      lines={lines}
      format={money}
      height={220}
    />
  );
}

function Users({ sums }: { sums: readonly WindowSum[] }) {
  const [first] = sums;
  if (!first) return null;
  const longest = Math.max(...sums.map(({ key }) => key.length));
  return (
    <Chart
      title="Who spent the most in the newest window"
      description={`In the minute from ${timeInWords(first.start)}: ${sums.map(({ key, total }) => `${key} ${money(total)}`).join(', ')}.`}
      height={40 + 24 * sums.length}
      plot={(Plot) => ({
        marginLeft: Math.min(150, 16 + 7 * longest),
        x: { label: 'spend', grid: true, ticks: 4 },
        y: { domain: sums.map(({ key }) => key), label: null },
        marks: [Plot.barX(sums, { x: 'total', y: 'key', fill: colours[0], fillOpacity: 0.75 }), Plot.ruleX([0])],
      })}
    />
  );
}
