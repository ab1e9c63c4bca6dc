/** A job's checkpoints: how many, how large, how long they took, and why one failed. */
import type { Checkpoint, Checkpoints } from '../../api/jobs.js';
import { formatBytes, formatCount, formatDateTime, formatDuration } from '../parts/format.js';
import { StateWord, type Tone } from '../parts/state-word.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';

const TONES: Readonly<Record<Checkpoint['status'], Tone>> = { COMPLETED: 'good', IN_PROGRESS: 'busy', FAILED: 'bad' };

export function CheckpointsPanel({ checkpoints }: { checkpoints: Checkpoints | undefined }) {
  return (
    <section class="panel">
      <h2>Checkpoints</h2>
      <p class="explain">
        With a{' '}
        <Term word="checkpoint">
          All state of the job and its positions in Kafka, as of one moment of the stream. A sink with exactly-once
          delivery lets its records be seen when one is complete.
        </Term>{' '}
        Flink goes on after a failure as if there had been none.
      </p>
      {checkpoints ? (
        <History {...checkpoints} />
      ) : (
        <p class="empty">This job makes none: env.enableCheckpointing(1000) would, each second.</p>
      )}
    </section>
  );
}

function History({ everyMs, completed, failed, restored, history }: Checkpoints) {
  return (
    <>
      <p>
        {everyMs === undefined ? 'Only savepoints' : `One each ${formatDuration(everyMs)}`}: {formatCount(completed)}{' '}
        completed, {formatCount(failed)} failed{restored > 0 ? `, restored from ${formatCount(restored)}` : ''}.
      </p>
      <Table
        caption="The last checkpoints, newest first"
        rows={history}
        rowKey={({ id }) => id}
        empty="None was made yet."
        columns={[
          { heading: 'Number', names: true, cell: ({ id }) => id },
          { heading: 'Started', cell: ({ at }) => <span class="together">{formatDateTime(at)}</span> },
          { heading: 'State', cell: ({ status }) => <StateWord tone={TONES[status]} word={status} /> },
          {
            heading: 'Took',
            numeric: true,
            cell: ({ durationMs, status }) => (status === 'IN_PROGRESS' ? '…' : formatDuration(durationMs)),
          },
          {
            heading: 'State size',
            numeric: true,
            cell: ({ bytes, status }) => (status === 'COMPLETED' ? formatBytes(bytes) : '–'),
          },
          {
            heading: 'Note',
            cell: ({ isSavepoint, failure }) =>
              [isSavepoint ? 'a savepoint' : '', failure ?? ''].filter(Boolean).join(': '),
          },
        ]}
      />
    </>
  );
}
