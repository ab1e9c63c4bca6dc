/** Who reads which partition, as a picture through rebalances, and in words. */

import { colours } from '@workbook/notebook/palette';
import { escapeText } from '@workbook/terminal/escape';
import type { GroupSample } from '../../api/groups.js';
import { Chart } from '../parts/chart.js';
import { Folded } from '../parts/folded.js';
import { counted, formatClock, formatCount, formatTick, formatZone } from '../parts/format.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';
import { assignmentSpans, groupEvents, memberNames, type Span } from './timeline.js';

/** More rows than this are too thin to be read. */
const MAX_ROWS = 24;
const ROW_PX = 22;
const ROW_CHARACTERS = 20;
/** Of the picture's width. */
const NAMED_SHARE = 0.08;
const EVENTS = 20;

export function Assignments({ sample, samples }: { sample: GroupSample; samples: readonly GroupSample[] }) {
  const names = memberNames(samples);
  const spans = assignmentSpans(samples, names);
  const events = groupEvents(samples, names).slice(0, EVENTS);
  return (
    <section class="panel">
      <h2>Members and assignments</h2>
      <p class="explain">
        When a consumer joins or leaves, the group does a{' '}
        <Term word="rebalance">
          The group hands its partitions out anew, so that each has exactly one reader. Meanwhile nobody reads.
        </Term>
        . This page looks once a second, so a short one shows only as a change of readers.
      </p>
      <Table
        caption="Members"
        rows={sample.members}
        rowKey={({ id }) => id}
        empty={noMembers(sample)}
        columns={[
          { heading: 'Member', names: true, cell: ({ id }) => names.get(id) ?? id },
          { heading: 'Host', cell: ({ host }) => host },
          { heading: 'Reads', cell: ({ assigned }) => partitionsInWords(assigned) },
          { heading: 'Subscribes to', cell: ({ topics }) => topics.join(', ') },
          { heading: 'Member id', cell: ({ id }) => <code>{escapeText(id)}</code> },
        ]}
      />
      {spans.length > 0 && <Timeline spans={spans} sample={sample} />}
      {events.length > 0 && (
        <Folded summary={`What happened while this page was open (${events.length})`}>
          <ol class="events">
            {events.map(({ at, text }) => (
              <li key={`${at} ${text}`}>
                <time dateTime={new Date(at).toISOString()}>{formatClock(at)}</time> {text}
              </li>
            ))}
          </ol>
        </Folded>
      )}
    </section>
  );
}

function noMembers({ flinkJobs, protocolType, state }: GroupSample): string {
  if (state === 'Unknown') {
    return (
      'The group uses Kafka’s newer protocol (group.protocol=consumer), which this page does not speak, so it cannot show who its ' +
      'members are. Its lag is right. Kafka’s own kafka-consumer-groups --describe --members --group NAME shows them.'
    );
  }
  if (flinkJobs.length > 0 || protocolType === '')
    return 'It has no members: whoever reads with its name assigns itself the partitions, as Flink does.';
  return 'It has no members now: no consumer of this group runs.';
}

function partitionsInWords(assigned: readonly { topic: string; partition: number }[]): string {
  if (assigned.length === 0) return 'no partition';
  const topics = [...new Set(assigned.map(({ topic }) => topic))];
  return topics
    .map((topic) => `${topic}: ${assigned.flatMap((it) => (it.topic === topic ? it.partition : [])).join(', ')}`)
    .join('; ');
}

function Timeline({ spans, sample }: { spans: readonly Span[]; sample: GroupSample }) {
  const oneTopic = new Set(spans.map(({ topic }) => topic)).size === 1;
  const rowOf = ({ topic, partition }: Span) => (oneTopic ? `${partition}` : `${topic} ${partition}`);
  const rows = [...new Set([...spans].sort(byPartition).map(rowOf))];
  const shown = rows.slice(0, MAX_ROWS);
  const members = [...new Set(spans.map(({ member }) => member))];
  const bars = spans
    .filter((span) => shown.includes(rowOf(span)))
    .map((span) => ({
      ...span,
      row: rowOf(span),
      start: new Date(span.from),
      stop: new Date(Math.max(span.to, span.from + 500)),
      colour: colours[members.indexOf(span.member) % colours.length],
    }));
  // A name beside a bar would stand on its neighbour.
  const [begin, end] = [Math.min(...bars.map(({ from }) => from)), Math.max(...bars.map(({ to }) => to))];
  const labelled = bars.filter(({ from, to }) => to - from >= NAMED_SHARE * (end - begin));
  const left = 16 + 6.6 * Math.max(...shown.map((row) => rowLabel(row).length));
  return (
    <Chart
      title={oneTopic ? `Who read which partition of ${spans[0]?.topic ?? ''}` : 'Who read which partition'}
      description={describe(sample, rows.length - shown.length, members)}
      height={60 + ROW_PX * shown.length}
      plot={(Plot) => ({
        marginLeft: left,
        marginRight: 30,
        x: { type: 'time', label: formatZone(end), labelArrow: 'none', tickSpacing: 110, tickFormat: formatTick },
        y: { domain: shown, label: null, padding: 0.15, tickFormat: rowLabel },
        marks: [
          Plot.barX(bars, {
            x1: 'start',
            x2: 'stop',
            y: 'row',
            fill: 'colour',
            fillOpacity: 0.3,
            stroke: 'colour',
            inset: 0.5,
          }),
          Plot.text(labelled, {
            x: 'start',
            y: 'row',
            text: 'member',
            textAnchor: 'start',
            dx: 4,
            fill: 'currentColor',
            lineWidth: 16,
            textOverflow: 'ellipsis',
          }),
        ],
      })}
    />
  );
}

/** A long name of a topic would leave no room for the picture: its end tells more. */
const rowLabel = (row: string) => (row.length > ROW_CHARACTERS ? `…${row.slice(1 - ROW_CHARACTERS)}` : row);

const byPartition = (a: Span, b: Span) =>
  a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;

function describe({ members }: GroupSample, more: number, seen: readonly string[]): string {
  const now =
    members.length === 0
      ? 'Nobody reads now'
      : members.length === 1
        ? 'One member reads now'
        : `${formatCount(members.length)} members read now`;
  const rest = more > 0 ? ` ${counted(more, 'more partition')} ${more === 1 ? 'is' : 'are'} not drawn.` : '';
  return `${now}; ${seen.length} seen in this picture: ${seen.slice(0, 8).join(', ')}.${rest}`;
}
