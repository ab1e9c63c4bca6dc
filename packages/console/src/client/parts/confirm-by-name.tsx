/** A dialogue before something is gone for good: it asks for the name, so that nothing is deleted by a slip. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../api/problem.js';
import { ProblemNote } from './problem-note.js';
import { problemFrom } from './server.js';

export interface ConfirmByNameProps {
  title: string;
  /** What has to be typed. */
  name: string;
  /** What happens, and what does not come back. */
  children: ComponentChildren;
  /** The word on the button that does it: `Delete the topic`. */
  action: string;
  /** Does it. What it throws is shown in the dialogue, which stays open. */
  onConfirm: () => Promise<void>;
  /** The dialogue is closed: it was done, or it was left. */
  onClose: () => void;
}

/** Show it while it is wanted: it opens as it appears. */
export function ConfirmByName({ title, name, children, action, onConfirm, onClose }: ConfirmByNameProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  const confirm = async (event: Event) => {
    event.preventDefault();
    if (typed !== name || busy) return;
    setBusy(true);
    try {
      await onConfirm();
      dialog.current?.close();
    } catch (error) {
      setProblem(problemFrom(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} onClose={onClose}>
      <form onSubmit={confirm}>
        <h2 id={`${id}-title`}>{title}</h2>
        <div>{children}</div>
        <label for={`${id}-name`}>
          Type <code>{name}</code> to go on
        </label>
        <input
          id={`${id}-name`}
          value={typed}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
        {problem && <ProblemNote problem={problem} />}
        <div class="buttons">
          <button type="submit" class="danger" disabled={typed !== name || busy}>
            {action}
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Leave it as it is
          </button>
        </div>
      </form>
    </dialog>
  );
}
