/** How the commands write: plain lines, coloured only on a terminal that wants it. */
import { styleText } from 'node:util';
import type { ConsoleLine } from '../cluster/console-log.js';
import type { JobState } from '../cluster/job-status.js';
import { escapeControls } from '../failures/printable.js';

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'green';

/** Colours text if the stream is a terminal and NO_COLOR is not set. */
export function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  const colour = process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : stream.isTTY && !process.env.NO_COLOR;
  return colour ? styleText(style, text) : text;
}

/** A job's console line; what it holds can't move the cursor or colour the terminal. */
export function formatConsoleLine({ level, operator, subtask, text }: ConsoleLine): string {
  const body = text.split('\n').map(escapeControls).join('\n    ');
  if (level === 'print') return body;
  const prefix = paint('dim', `[${escapeControls(operator)}#${subtask}]`);
  if (level === 'error') return `${prefix} ${paint('red', body)}`;
  return `${prefix} ${level === 'warn' ? paint('yellow', body) : body}`;
}

/** Columns of text, as wide as their widest cell. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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
