/** What a verdict says beside its tasks: what kept them from running, notes about the check, and what the code printed. */
import type { VerdictView } from '../../api/lessons.js';
import { Mistake } from './mistake.js';

export function VerdictNotes({ verdict: { mistake, notes, printed } }: { verdict: VerdictView }) {
  return (
    <>
      {mistake && (
        <div class="note note-problem">
          <p>
            <strong>The check could not begin.</strong>
          </p>
          <Mistake mistake={mistake} />
        </div>
      )}
      {notes.length > 0 && (
        <div class="note">
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
      {printed.length > 0 && (
        <details class="printed">
          <summary>
            What your code printed ({printed.length === 1 ? '1 line' : `the last ${printed.length} lines`})
          </summary>
          <pre class="lines">{printed.join('\n')}</pre>
        </details>
      )}
    </>
  );
}
