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

/** Text that came from a message or a job, safe to print: control characters are shown as \uXXXX, newlines as \n. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
