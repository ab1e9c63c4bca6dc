/** What was likely to go wrong when a job was submitted: a window that may never fire, a broker that nobody could ask. */
import { escapeText } from '@workbook/terminal/escape';
import type { JobWarning } from '../../api/jobs.js';

export function Warnings({ warnings }: { warnings: readonly JobWarning[] }) {
  if (warnings.length === 0) return null;
  return (
    <section class="panel panel-warning">
      <h2>{warnings.length === 1 ? 'Warning' : 'Warnings'}</h2>
      {warnings.map(({ operator, message, position }) => (
        <p key={`${operator} ${message}`}>
          {position !== undefined && (
            <>
              <code>{position}</code>:{' '}
            </>
          )}
          {escapeText(message)}
        </p>
      ))}
      <p class="explain">Found in the job’s graph when it was submitted.</p>
    </section>
  );
}
