/** A command for the terminal, ready to be copied. */
import { useState } from 'preact/hooks';

const SHOWN_MS = 2_000;

export function Command({ text }: { text: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  return (
    <span class="command">
      <code>{text}</code>
      <button type="button" class="quiet" onClick={copy} aria-label={`Copy the command ${text}`}>
        {copied ? 'copied' : 'copy'}
      </button>
    </span>
  );
}
