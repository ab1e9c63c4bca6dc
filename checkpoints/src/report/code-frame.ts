/** The lines around a place, as a compiler prints them. */
import { readFileSync } from 'node:fs';
// Past the package's door: behind it is much that a check has no time to load.
import { cutAround } from '@workbook/flink/dist/prepare/cut-line.js';
import type { Place } from '../grading/verdict.js';

const LINES_AROUND = 2;
const LONGEST_LINE = 120;

export interface FrameLine {
  number: number;
  text: string;
  /** Where the mark goes on the marked line, from 0. */
  mark?: number;
  marked: boolean;
}

/** Undefined if the file has no such line any more. */
export function codeFrame(place: Place): FrameLine[] | undefined {
  const lines = readLines(place.file);
  if (place.line < 1 || place.line > lines.length) return undefined;
  const first = Math.max(1, place.line - LINES_AROUND);
  const last = Math.min(lines.length, place.line + LINES_AROUND);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const number = first + index;
    const marked = number === place.line;
    const raw = lines[number - 1] ?? '';
    const before = marked && place.column ? escaped(raw.slice(0, place.column - 1)).length : undefined;
    const { text, mark } = cutAround(escaped(raw), before, LONGEST_LINE);
    return { number, text, marked, ...(mark === undefined ? {} : { mark }) };
  });
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/);
  } catch {
    return [];
  }
}

/** Text that is safe on one line of a terminal, cut where it is long. */
export function printable(text: string, longest: number = LONGEST_LINE): string {
  return cutAround(escaped(text), undefined, longest).text;
}

/** Control characters must not reach the terminal; a tab counts as one column. */
function escaped(text: string): string {
  return text.replaceAll('\t', ' ').replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
