/** Where the author's code threw, from a stack trace of this process. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIBRARY_FOLDERS } from '../prepare/library.js';
import { cellPath, formatPosition } from '../prepare/source-positions.js';

/** `analyse.ts:12:9: TypeError: …`, `Cell [5], line 3: …`, or without a place if none of the author's files is on the stack. */
export function describeError(error: Error): string {
  const what = `${error.name}: ${error.message}`;
  const at = placeOf(error.stack ?? '');
  return at ? `${at}: ${what}` : what;
}

function placeOf(stack: string): string | undefined {
  for (const line of stack.split('\n')) {
    const [, location = '', row, column] = /^\s+at (?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    const cell = /^Cell \[(\d+)\]$/.exec(location)?.[1];
    if (cell) return formatPosition({ file: cellPath(Number(cell), process.cwd()), line: Number(row) });
    const file = location.startsWith('file:') ? fileURLToPath(location) : location;
    if (!path.isAbsolute(file) || file.includes(`${path.sep}node_modules${path.sep}`)) continue;
    if (LIBRARY_FOLDERS.some((folder) => file.startsWith(folder + path.sep))) continue;
    return formatPosition({ file, line: Number(row), column: Number(column) });
  }
  return undefined;
}
