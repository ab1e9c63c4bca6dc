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
  /** It can't be undone: the button looks so. */
  danger?: boolean;
  /** The word on the button that leaves. */
  leave?: string;
  /** Whether what was entered so far is enough to do it. */
  ready?: boolean;
  /** What it throws is shown in the dialogue, which stays open. */
  onSubmit: () => Promise<void>;
  onClose: () => void;
}

/** Show it while it is wanted: it opens as it appears. */
export function FormDialog(props: FormDialogProps) {
  const { title, children, action, danger = false, leave = 'Cancel', ready = true, onSubmit, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!ready || busy) return;
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
          <button type="submit" class={danger ? 'danger' : 'primary'} disabled={!ready || busy}>
            {action}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            {leave}
          </button>
        </div>
      </form>
    </dialog>
  );
}
