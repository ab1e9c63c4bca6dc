import { escapeControls } from '../failures/printable.js';
import { cutAround } from './cut-line.js';

const LONGEST_LINE = 160;

/** A line of code with its neighbours and a mark, as compilers print it. */
export function codeFrame(source: string, line: number, column?: number): string | undefined {
  const lines = source.split(/\r?\n/);
  if (line < 1 || line > lines.length) return undefined;
  const first = Math.max(1, line - 1);
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  const frame: string[] = [];
  for (let n = first; n <= last; n++) {
    const raw = lines[n - 1] ?? '';
    const before = n === line && column !== undefined ? printable(raw.slice(0, column - 1)).length : undefined;
    const { text, mark } = cutAround(printable(raw), before, LONGEST_LINE, '...');
    frame.push(`${n === line ? '>' : ' '} ${String(n).padStart(width)} | ${text}`.trimEnd());
    if (mark !== undefined) frame.push(`  ${' '.repeat(width)} | ${' '.repeat(mark)}^`);
  }
  return frame.join('\n');
}

/** Tabs count as one column, and control characters must not reach the terminal. */
const printable = (text: string) => escapeControls(text.replaceAll('\t', ' '));
