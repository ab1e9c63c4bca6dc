/** A topic's partitions, and how keys fall on them. */
import { useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { PartitionView, TopicDetail } from '../../api/topics.js';
import { FormDialog } from '../parts/form-dialog.js';
import { formatBytes, formatCount } from '../parts/format.js';
import { change } from '../parts/server.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';
import { KeysChart } from './keys-chart.js';

export function PartitionsView({ topic, onChanged }: { topic: TopicDetail; onChanged: () => void }) {
  const [adding, setAdding] = useState(false);
  return (
    <div>
      <p class="explain">
        Each partition is served by its{' '}
        <Term word="leader">The broker that takes and gives out a partition’s messages. The others only copy it.</Term>,
        and{' '}
        <Term word="in-sync replicas">
          Copies that have every message. Only one of them may become the next leader.
        </Term>{' '}
        stand by.
      </p>
      <Table
        caption="Partitions"
        rows={topic.partitions}
        rowKey={({ partition }) => partition}
        empty="No partition is known."
        columns={[
          { heading: 'Partition', names: true, cell: ({ partition }) => partition },
          { heading: 'First offset', numeric: true, cell: ({ first }) => countOr(first) },
          { heading: 'Next offset', numeric: true, cell: ({ next }) => countOr(next) },
          { heading: 'Offsets kept', numeric: true, cell: (it) => countOr(keptIn(it)) },
          { heading: 'Size', numeric: true, cell: ({ bytes }) => (bytes === undefined ? '–' : formatBytes(bytes)) },
          { heading: 'Leader', cell: ({ leader }) => (leader < 0 ? 'none: not served' : `broker ${leader}`) },
          { heading: 'In sync', cell: ({ inSync, replicas }) => `${inSync.length} of ${replicas.length}` },
        ]}
      />
      {topic.kind !== 'internal' && (
        <p>
          <button type="button" onClick={() => setAdding(true)}>
            Add partitions
          </button>
        </p>
      )}
      {adding && <AddPartitions topic={topic} onDone={onChanged} onClose={() => setAdding(false)} />}
      <KeysChart topic={topic.name} />
    </div>
  );
}

const countOr = (count: number | undefined) => (count === undefined ? 'unknown' : formatCount(count));
const keptIn = ({ first, next }: PartitionView) =>
  first === undefined || next === undefined ? undefined : next - first;

function AddPartitions({ topic, onDone, onClose }: { topic: TopicDetail; onDone: () => void; onClose: () => void }) {
  const now = topic.partitions.length;
  const [count, setCount] = useState(String(now + 1));
  const add = async () => {
    await change('POST', `/topics/${nameInAddress(topic.name)}/partitions`, { count: Number(count) });
    onDone();
  };
  return (
    <FormDialog title={`Add partitions to ${topic.name}`} action="Add them" onSubmit={add} onClose={onClose}>
      <p>
        There are {now}. A key’s partition is its hash modulo their number: with another number, most keys will go to
        another partition than before. Their old messages stay where they are, so that the order of a key’s messages is
        lost at this point. Kafka never takes a partition away again.
      </p>
      <label>
        Partitions from now on
        <input
          type="number"
          min={now + 1}
          max="200"
          required
          value={count}
          onInput={(event) => setCount(event.currentTarget.value)}
        />
      </label>
    </FormDialog>
  );
}
