/** What a job's functions print with console.log, and the records that reach print(). */
import { escapeText } from '@workbook/terminal/escape';
import { formatPreciseClock } from '../parts/format.js';
import { Output } from '../parts/output.js';
import type { Printed } from './use-job.js';

export function PrintedPanel({ printed: { lines, leftOut } }: { printed: Printed }) {
  return (
    <section class="panel">
      <h2>Console</h2>
      {lines.length === 0 ? (
        <p class="empty">
          Its functions have printed nothing: console.log in a function, or stream.print(), would show here.
        </p>
      ) : (
        <Output label="What the job’s functions print" lines={lines} leftOut={leftOut}>
          {({ at, level, operator, subtask, text }) => (
            <>
              <span class="quietly">
                {formatPreciseClock(at)} {escapeText(operator)} {subtask}
                {level === 'log' || level === 'print' ? '' : ` ${level}`}:
              </span>{' '}
              {escapeText(text)}
            </>
          )}
        </Output>
      )}
    </section>
  );
}
