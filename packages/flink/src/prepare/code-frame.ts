import { escapeControls } from '../failures/printable.js';

/** A line of code with its neighbours and a mark, as compilers print it. */
export function codeFrame(source: string, line: number, column?: number): string | undefined {
  const lines = source.split(/\r?\n/);
  if (line < 1 || line > lines.length) return undefined;
  const first = Math.max(1, line - 1);
  const last = Math.min(lines.length, line + 1);
  const width = String(last).length;
  const frame: string[] = [];
  for (let n = first; n <= last; n++) {
    const text = printable(lines[n - 1] ?? '');
    frame.push(`${n === line ? '>' : ' '} ${String(n).padStart(width)} | ${text}`.trimEnd());
    if (n === line && column !== undefined) frame.push(`  ${' '.repeat(width)} | ${' '.repeat(column - 1)}^`);
  }
  return frame.join('\n');
}

/** Tabs count as one column, control characters must not reach the terminal, and long lines are cut. */
function printable(text: string): string {
  const plain = escapeControls(text.replaceAll('\t', ' '));
  return plain.length <= 160 ? plain : `${plain.slice(0, 157)}...`;
}
