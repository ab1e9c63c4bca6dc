/** Sets a group's offsets: what to, then what would change, then the change. */
import { useId, useState } from 'preact/hooks';
import type { GroupSample, ResetOrder, ResetPreview, ResetRequest, ResetRow, ResetTarget } from '../../api/groups.js';
import { nameInAddress } from '../../api/names.js';
import type { Problem } from '../../api/problem.js';
import { formatCount, formatZone } from '../parts/format.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change, problemFrom } from '../parts/server.js';
import { Table } from '../parts/table.js';

const KINDS = {
  earliest: 'the oldest message that is kept: read everything again',
  latest: 'the end: pass over everything that is there',
  offset: 'an offset',
  time: 'the first message since a time',
} as const;
type Kind = keyof typeof KINDS;

export function Reset({ id, sample }: { id: string; sample: GroupSample }) {
  const [preview, setPreview] = useState<ResetPreview>();
  const [problem, setProblem] = useState<Problem>();
  const [done, setDone] = useState<string>();
  const [busy, setBusy] = useState(false);
  const path = `/groups/${nameInAddress(id)}`;
  const attempt = async (task: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    setDone(undefined);
    await task().catch((error: unknown) => setProblem(problemFrom(error)));
    setBusy(false);
  };
  const ask = (request: ResetRequest) =>
    attempt(async () => setPreview(await change<ResetPreview>('POST', `${path}/preview`, request)));
  const apply = (rows: readonly ResetRow[]) =>
    attempt(async () => {
      const order: ResetOrder = {
        offsets: rows.map(({ topic, partition, target }) => ({ topic, partition, offset: target })),
      };
      await change('PUT', `${path}/offsets`, order);
      setPreview(undefined);
      setDone(
        `The offsets of ${rows.length === 1 ? 'one partition are' : `${rows.length} partitions are`} set. The group’s next consumer goes on there.`,
      );
    });
  return (
    <section class="panel">
      <h2>Set offsets</h2>
      {sample.flinkJobs.length > 0 && <FlinkWarning jobs={sample.flinkJobs} />}
      <ResetForm sample={sample} busy={busy} onAsk={ask} onChange={() => setPreview(undefined)} />
      {problem && <ProblemNote problem={problem} />}
      <p role="status">{done}</p>
      {preview && <Preview preview={preview} busy={busy} onApply={apply} />}
    </section>
  );
}

function FlinkWarning({ jobs }: { jobs: readonly string[] }) {
  return (
    <p class="note">
      Flink reads with this name ({jobs.join(', ')}) and commits here only so that others can see how far it is. Where
      it goes on is written in its own checkpoints. Offsets that you set here count only for a job that is submitted
      without a savepoint and starts from committed offsets.
    </p>
  );
}

interface FormProps {
  sample: GroupSample;
  busy: boolean;
  onAsk: (request: ResetRequest) => void;
  onChange: () => void;
}

function ResetForm({ sample, busy, onAsk, onChange }: FormProps) {
  const [kind, setKind] = useState<Kind>('earliest');
  const [offset, setOffset] = useState('0');
  const [time, setTime] = useState('');
  const [topic, setTopic] = useState('');
  const [partition, setPartition] = useState('');
  const name = useId();
  const topics = [...new Set(sample.partitions.map((it) => it.topic))];
  const numbers = sample.partitions.flatMap((it) => (it.topic === topic ? it.partition : []));
  const to = targetIn(kind, offset, time);
  const submit = (event: Event) => {
    event.preventDefault();
    if (to) onAsk({ to, topic: topic || undefined, partition: partition === '' ? undefined : Number(partition) });
  };
  return (
    <form onSubmit={submit} onInput={onChange} class="reset-form">
      <fieldset>
        <legend>Go on reading at</legend>
        {Object.entries(KINDS).map(([value, text]) => (
          <label key={value}>
            <input type="radio" name={name} checked={kind === value} onChange={() => setKind(value as Kind)} /> {text}
          </label>
        ))}
      </fieldset>
      {kind === 'offset' && (
        <label>
          Offset{' '}
          <input
            type="number"
            min="0"
            step="1"
            required
            value={offset}
            onInput={(event) => setOffset(event.currentTarget.value)}
          />
        </label>
      )}
      {kind === 'time' && (
        <label>
          Time ({formatZone(Date.parse(time) || Date.now())}){' '}
          <input
            type="datetime-local"
            step="1"
            required
            value={time}
            onInput={(event) => setTime(event.currentTarget.value)}
          />
        </label>
      )}
      <label>
        Topic{' '}
        <select
          value={topic}
          onChange={(event) => {
            setTopic(event.currentTarget.value);
            setPartition('');
          }}
        >
          <option value="">all topics of the group</option>
          {topics.map((it) => (
            <option key={it} value={it}>
              {it}
            </option>
          ))}
        </select>
      </label>
      <label>
        Partition{' '}
        <select value={partition} disabled={topic === ''} onChange={(event) => setPartition(event.currentTarget.value)}>
          <option value="">all partitions</option>
          {numbers.map((it) => (
            <option key={it} value={String(it)}>
              {it}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" disabled={busy || !to || sample.partitions.length === 0}>
        Show what would change
      </button>
    </form>
  );
}

function targetIn(kind: Kind, offset: string, time: string): ResetTarget | undefined {
  if (kind === 'offset') return /^\d+$/.test(offset) ? { kind, offset: Number(offset) } : undefined;
  if (kind !== 'time') return { kind };
  const ms = Date.parse(time);
  return ms >= 0 ? { kind, time: ms } : undefined;
}

function Preview({
  preview: { rows, refusal },
  busy,
  onApply,
}: {
  preview: ResetPreview;
  busy: boolean;
  onApply: (rows: readonly ResetRow[]) => void;
}) {
  const changed = rows.filter(({ committed, target }) => committed !== target);
  return (
    <>
      <h3>What would change</h3>
      {refusal && <ProblemNote problem={{ problem: refusal }} />}
      <Table
        caption="What would change"
        rows={rows}
        rowKey={({ topic, partition }) => `${partition} ${topic}`}
        empty="Nothing: the group has no partition there."
        columns={[
          { heading: 'Topic', names: true, cell: ({ topic }) => topic },
          { heading: 'Partition', numeric: true, cell: ({ partition }) => partition },
          {
            heading: 'Committed',
            numeric: true,
            cell: ({ committed }) => (committed === undefined ? 'nothing' : formatCount(committed)),
          },
          { heading: 'Would be', numeric: true, cell: ({ target }) => formatCount(target) },
          { heading: 'So it', cell: (row) => `${effectOf(row)}${row.note ? ` ${row.note}` : ''}` },
        ]}
      />
      {rows.length > 0 && (
        <div class="buttons">
          <button
            type="button"
            class="danger"
            disabled={busy || refusal !== undefined || changed.length === 0}
            onClick={() => onApply(changed)}
          >
            Set these offsets
          </button>
          {changed.length === 0 && <span>Nothing would change.</span>}
        </div>
      )}
    </>
  );
}

function effectOf({ committed, first, target }: ResetRow): string {
  const before = Math.max(committed ?? first, first);
  if (committed === target) return 'stays as it is.';
  const messages = Math.abs(target - before);
  const count = messages === 1 ? 'one message' : `${formatCount(messages)} messages`;
  if (messages === 0) return 'goes on at the same message.';
  return target < before ? `reads ${count} again.` : `passes over ${count}.`;
}
