/** The busiest topics, and how fast all of them have grown since the page was opened. */
import { useEffect, useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { TopicRates } from '../../api/overview.js';
import { Chart } from '../parts/chart.js';
import { formatCount, formatRate, formatTick, formatZone } from '../parts/format.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';

/** How far back the picture goes, in ms. */
const SPAN_MS = 2 * 60_000;

interface Sample {
  at: Date;
  perSecond: number;
}

export function RatesPanel({ rates, at }: { rates: TopicRates; at: string | undefined }) {
  const samples = useSamples(rates, at);
  const values = samples.map(({ perSecond }) => perSecond);
  const last = Number(samples.at(-1)?.at);
  return (
    <>
      <p class="explain">
        A topic is a log, cut into{' '}
        <Term word="partitions">
          A partition is one ordered log. Records with the same key go to the same partition, so they stay in order.
        </Term>
        . Each record gets the next{' '}
        <Term word="offset">The place of a record in its partition: 0, 1, 2, … It never changes.</Term>.
      </p>
      {samples.length > 1 && (
        <Chart
          title="Records written per second, all topics"
          description={describe(values)}
          height={140}
          plot={(Plot) => ({
            x: {
              label: formatZone(last),
              labelArrow: 'none',
              type: 'time',
              domain: [last - SPAN_MS, last],
              ticks: 4,
              tickFormat: formatTick,
            },
            y: { label: 'per second', grid: true, nice: true, ticks: 4, domain: [0, Math.max(10, ...values)] },
            marks: [
              Plot.ruleY([0]),
              Plot.areaY(samples, { x: 'at', y: 'perSecond', fill: '#0072b2', fillOpacity: 0.2 }),
              Plot.lineY(samples, { x: 'at', y: 'perSecond', stroke: '#0072b2' }),
            ],
          })}
        />
      )}
      <Table
        caption="Topics, the busiest first"
        rows={rates.topics}
        rowKey={({ topic }) => topic}
        empty={
          rates.others > 0
            ? 'No topic holds a message yet. A notebook, a check or npm run demo sends some.'
            : 'There are no topics yet. npm start creates those of the pipelines.'
        }
        columns={[
          {
            heading: 'Topic',
            names: true,
            cell: ({ topic }) => <a href={`/topics/${nameInAddress(topic)}`}>{topic}</a>,
          },
          {
            heading: 'Per second',
            numeric: true,
            cell: ({ perSecond }) => (perSecond === undefined ? '…' : formatRate(perSecond)),
          },
          { heading: 'Offsets kept', numeric: true, cell: ({ messages }) => formatCount(messages) },
          { heading: 'Partitions', numeric: true, cell: ({ partitions }) => partitions },
        ]}
      />
      {rates.others > 0 && (
        <p class="aside">
          Others: {formatCount(rates.others)}. <a href="/topics">All topics</a>
        </p>
      )}
    </>
  );
}

function useSamples({ perSecond }: TopicRates, at: string | undefined): readonly Sample[] {
  const [samples, setSamples] = useState<readonly Sample[]>([]);
  useEffect(() => {
    if (perSecond === undefined || at === undefined) return;
    const sample = { at: new Date(at), perSecond };
    setSamples((before) => [...before.filter((it) => +it.at > +sample.at - SPAN_MS && +it.at < +sample.at), sample]);
  }, [perSecond, at]);
  return samples;
}

function describe(values: readonly number[]): string {
  const now = formatRate(values.at(-1) ?? 0);
  const most = formatRate(Math.max(...values));
  return `${now} ${now === '1' ? 'record' : 'records'} per second now, ${most} at most in the last two minutes that this page was open.`;
}
