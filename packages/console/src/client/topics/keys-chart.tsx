/** How keys fall on partitions: a bar a partition, cut into its most frequent keys. */
import { escapeText } from '@workbook/terminal/escape';
import { useEffect, useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { Problem } from '../../api/problem.js';
import type { KeySample, KeysOfPartition } from '../../api/topics.js';
import { Chart } from '../parts/chart.js';
import { counted, formatCount } from '../parts/format.js';
import { ProblemNote } from '../parts/problem-note.js';
import { getJson, problemFrom } from '../parts/server.js';
import { Table } from '../parts/table.js';

export function KeysChart({ topic }: { topic: string }) {
  const [sample, setSample] = useState<KeySample>();
  const [problem, setProblem] = useState<Problem>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const over = new AbortController();
    getJson<KeySample>(`/topics/${nameInAddress(topic)}/keys`, over.signal).then(
      (read) => {
        setSample(read);
        setProblem(undefined);
      },
      (error) => {
        if (!over.signal.aborted) setProblem(problemFrom(error));
      },
    );
    return () => over.abort();
  }, [topic, turn]);
  return (
    <>
      <h2>How keys fall on partitions</h2>
      <p class="explain">
        The partitioner hashes a message’s key: the same key always goes to the same partition. Keys that occur often
        make their partition larger than the others. Messages without a key are spread.
      </p>
      {problem && <ProblemNote problem={problem} />}
      {!sample && !problem && <p class="waiting">Looking at the newest messages …</p>}
      {sample && sample.messages === 0 && <p class="empty">There are no messages yet.</p>}
      {sample && sample.messages > 0 && <Picture sample={sample} />}
      {sample && (
        <button type="button" onClick={() => setTurn(turn + 1)}>
          Look again
        </button>
      )}
    </>
  );
}

interface Segment {
  partition: string;
  what: 'a frequent key' | 'other keys' | 'no key';
  label: string;
  messages: number;
}

/** The share of a partition's messages from which on a key has a part of the bar to itself. */
const FREQUENT = 0.03;

function segmentsOf({ partition, messages, withoutKey, keys }: KeysOfPartition): Segment[] {
  const place = { partition: String(partition) };
  const frequent = keys
    .filter((key) => key.messages >= messages * FREQUENT)
    .map(
      ({ key, messages: count }): Segment => ({
        ...place,
        what: 'a frequent key',
        label: escapeText(key),
        messages: count,
      }),
    );
  const rest = messages - withoutKey - frequent.reduce((sum, key) => sum + key.messages, 0);
  return [
    ...frequent,
    { ...place, what: 'other keys', label: 'others', messages: rest },
    { ...place, what: 'no key', label: 'no key', messages: withoutKey },
  ];
}

const SMALL_TEXT = 6.5;

function Picture({ sample }: { sample: KeySample }) {
  const { messages, total, partitions } = sample;
  const segments = partitions.flatMap(segmentsOf).filter((it) => it.messages > 0);
  const most = Math.max(...partitions.map((it) => it.messages));
  const names = partitions.map(({ partition }) => String(partition));
  return (
    <>
      <Chart
        title="Messages of the sample by partition and key"
        description={describe(sample)}
        height={70 + 26 * partitions.length}
        plot={(Plot) => ({
          marginLeft: 45,
          x: { label: 'messages', grid: true, domain: [0, most], nice: true },
          y: { label: 'partition', type: 'band', domain: names },
          color: {
            legend: true,
            domain: ['a frequent key', 'other keys', 'no key'],
            range: ['#56b4e9', '#e69f00', '#8a8a8a'],
          },
          marks: [
            Plot.barX(segments, { y: 'partition', x: 'messages', fill: 'what', insetRight: 1, order: null }),
            Plot.textX(segments, {
              ...Plot.stackX({ y: 'partition', x: 'messages', text: 'label', order: null }),
              fill: '#000000',
              // A name that does not fit into its part of the bar would lie over the next.
              filter: (it: Segment) => it.label.length * SMALL_TEXT < (it.messages / most) * 500,
            }),
          ],
        })}
      />
      <Table
        caption="Keys by partition"
        rows={partitions}
        rowKey={({ partition }) => partition}
        empty=""
        columns={[
          { heading: 'Partition', names: true, cell: ({ partition }) => partition },
          { heading: 'Messages', numeric: true, cell: (it) => formatCount(it.messages) },
          { heading: 'Without key', numeric: true, cell: ({ withoutKey }) => formatCount(withoutKey) },
          { heading: 'Different keys', numeric: true, cell: ({ distinctKeys }) => formatCount(distinctKeys) },
          {
            heading: 'The most frequent',
            cell: ({ keys }) =>
              keys.length === 0
                ? '–'
                : keys.map(({ key, messages: count }) => `${escapeText(key)} (${count})`).join(', '),
          },
        ]}
      />
      <p class="aside">
        {messages < total
          ? `This is a sample: the newest ${formatCount(messages)} of ${counted(total, 'message')}.`
          : `Looked at all messages: ${formatCount(total)}.`}
      </p>
    </>
  );
}

function describe({ partitions, messages }: KeySample): string {
  const largest = partitions.reduce((best, it) => (it.messages > best.messages ? it : best));
  const keys = partitions.reduce((sum, it) => sum + it.distinctKeys, 0);
  const share = Math.round((largest.messages / messages) * 100);
  return `${counted(messages, 'message')} with ${counted(keys, 'different key')}; partition ${largest.partition} has the most, ${share} %.`;
}
