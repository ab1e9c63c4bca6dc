/** What is there for those who want it, folded away with a line that says what it is. */
import type { ComponentChildren } from 'preact';

export function Folded({ summary, children }: { summary: string; children: ComponentChildren }) {
  return (
    <details class="folded">
      <summary>{summary}</summary>
      {children}
    </details>
  );
}
