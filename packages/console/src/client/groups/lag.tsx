/** How far a group is: lag over time, and committed offsets beside the ends of the partitions. */
import type { GroupSample, PartitionLag } from '../../api/groups.js';
import { nameInAddress } from '../../api/names.js';
import { counted, formatCount } from '../parts/format.js';
import { LinesChart, MAX_LINES } from '../parts/lines-chart.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';

const nameOf = ({ topic, partition }: { topic: string; partition: number }) => `${topic} ${partition}`;

export function Lag({ sample, samples }: { sample: GroupSample; samples: readonly GroupSample[] }) {
  const { partitions, morePartitions } = sample;
  const total = partitions.reduce((sum, { lag = 0 }) => sum + lag, 0);
  return (
    <section class="panel">
      <h2>Lag</h2>
      <p class="explain">
        Each partition has a{' '}
        <Term word="committed offset">Where the group goes on after a restart. Messages before it count as done.</Term>{' '}
        and an{' '}
        <Term word="end">
          The offset that the next message gets. In a topic that is written in transactions, the end of each takes an
          offset too, so a lag of 1 may stay.
        </Term>
        . What is between them is the lag.
      </p>
      {samples.length > 1 && partitions.some(({ lag }) => lag !== undefined) && (
        <LagChart partitions={partitions} samples={samples} total={total} />
      )}
      {partitions.length > 0 && partitions.every(({ committed }) => committed === undefined) && (
        <p class="note">
          This group has committed nothing, so Kafka does not know how far it is. Its consumers keep that to themselves,
          or have not come to commit yet.
        </p>
      )}
      <Table
        caption="Committed offsets and ends of the partitions"
        rows={partitions}
        rowKey={nameOf}
        empty="The group has committed no offset yet. It starts where its consumers say: at the end, or fromBeginning."
        columns={[
          {
            heading: 'Topic',
            names: true,
            cell: ({ topic }) => <a href={`/topics/${nameInAddress(topic)}`}>{topic}</a>,
          },
          { heading: 'Partition', numeric: true, cell: ({ partition }) => partition },
          { heading: 'Oldest kept', numeric: true, cell: ({ first }) => offset(first) },
          {
            heading: 'Committed',
            numeric: true,
            cell: ({ committed }) => (committed === undefined ? 'nothing' : formatCount(committed)),
          },
          { heading: 'End', numeric: true, cell: ({ end }) => offset(end) },
          { heading: 'Lag', numeric: true, cell: ({ lag }) => (lag === undefined ? '–' : formatCount(lag)) },
        ]}
      />
      {morePartitions > 0 && <p class="aside">and {formatCount(morePartitions)} more partitions.</p>}
    </section>
  );
}

const offset = (value: number | undefined) => (value === undefined ? 'gone' : formatCount(value));

function LagChart({
  partitions,
  samples,
  total,
}: {
  partitions: readonly PartitionLag[];
  samples: readonly GroupSample[];
  total: number;
}) {
  const known = partitions.filter(({ lag }) => lag !== undefined);
  const drawn = known.sort((a, b) => (b.lag ?? 0) - (a.lag ?? 0)).slice(0, MAX_LINES);
  const lines = drawn.map(({ topic, partition }) => ({
    name: nameOf({ topic, partition }),
    points: samples.flatMap((sample) => {
      const lag = sample.partitions.find((it) => it.partition === partition && it.topic === topic)?.lag;
      return lag === undefined ? [] : [{ at: sample.at, value: lag }];
    }),
  }));
  const most = drawn[0];
  const rest = known.length - drawn.length;
  return (
    <LinesChart
      title="Lag of each partition"
      description={`${counted(total, 'message')} behind in all${most?.lag ? `, most of them in ${nameOf(most)} (${formatCount(most.lag)})` : ''}.${
        rest > 0 ? ` ${counted(rest, 'partition')} with less lag ${rest === 1 ? 'is' : 'are'} not drawn.` : ''
      }`}
      label="messages"
      lines={lines}
      format={formatCount}
    />
  );
}
