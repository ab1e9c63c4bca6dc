/** A word of Kafka's or Flink's with its explanation behind it, one press away. */
import { useId, useState } from 'preact/hooks';

export function Term({ word, children }: { word: string; children: string }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    // One key closes one thing.
    event.preventDefault();
    setOpen(false);
  };
  return (
    <span class="term">
      <button
        type="button"
        class="term-word"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        onKeyDown={close}
      >
        {word}
      </button>
      <span id={id} class="term-text" hidden={!open}>
        {children}
      </span>
    </span>
  );
}
