/** A dialogue with a form: it stays open, with the reason, until what it asks for was done. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../api/problem.js';
import { ProblemNote } from './problem-note.js';
import { problemFrom } from './server.js';

export interface FormDialogProps {
  title: string;
  /** The form's fields. */
  children: ComponentChildren;
  /** The word on the button that does it. */
  action: string;
  /** What it throws is shown in the dialogue, which stays open. */
  onSubmit: () => Promise<void>;
  onClose: () => void;
}

/** Show it while it is wanted: it opens as it appears. */
export function FormDialog({ title, children, action, onSubmit, onClose }: FormDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onSubmit();
      dialog.current?.close();
    } catch (error) {
      setProblem(problemFrom(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        {children}
        {problem && <ProblemNote problem={problem} />}
        <div class="buttons">
          <button type="submit" class="primary" disabled={busy}>
            {action}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  );
}
