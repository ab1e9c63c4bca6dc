/** Cancels a job, after a question. */
import { escapeText } from '@workbook/terminal/escape';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { JobSample } from '../../api/jobs.js';
import type { Problem } from '../../api/problem.js';
import { Command } from '../parts/command.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change, problemFrom } from '../parts/server.js';

export function Cancellation({ job }: { job: JobSample }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        Cancel the job …
      </button>
      {asking && <Question job={job} onClose={() => setAsking(false)} />}
    </>
  );
}

function Question({ job: { id, name }, onClose }: { job: JobSample; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const title = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const cancel = async () => {
    setBusy(true);
    try {
      await change('POST', `/jobs/${id}/cancel`);
      dialog.current?.close();
    } catch (error) {
      setProblem(problemFrom(error));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>Cancel the job {escapeText(name)}?</h2>
      <p>
        It ends at once and does not come back: what its windows and its state hold is lost, unless a checkpoint was
        kept. To keep it, stop the job with a savepoint instead:{' '}
        <Command text={`npm run flink stop ${id.slice(0, 8)}`} />
      </p>
      {problem && <ProblemNote problem={problem} />}
      <div class="buttons">
        <button type="button" class="danger" disabled={busy} onClick={cancel}>
          {busy ? 'Cancelling …' : 'Cancel the job'}
        </button>
        <button type="button" onClick={() => dialog.current?.close()}>
          Let it run
        </button>
      </div>
    </dialog>
  );
}
