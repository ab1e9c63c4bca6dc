/** How the commands write: plain lines, coloured only on a terminal that wants it. */
import { escapeLine, paint } from '@workbook/terminal';
import type { ConsoleLine } from '../cluster/console-log.js';
import type { JobState } from '../cluster/job-status.js';

/** A job's console line; what it holds can't move the cursor or colour the terminal. */
export function formatConsoleLine({ level, operator, subtask, text }: ConsoleLine): string {
  const body = text.split('\n').map(escapeLine).join('\n    ');
  if (level === 'print') return body;
  const prefix = paint('dim', `[${escapeLine(operator)}#${subtask}]`);
  if (level === 'error') return `${prefix} ${paint('red', body)}`;
  return `${prefix} ${level === 'warn' ? paint('yellow', body) : body}`;
}

/** `12 s`, `3 min`, `2 h`, `5 d`: roughly how long. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** A job's state as a word in a sentence. */
export function wordFor(state: JobState | undefined): string {
  if (state === undefined) return 'gone';
  return state === 'CANCELED' ? 'cancelled' : state.toLowerCase();
}
