/** The lines of a file around a place, as compilers print them. */
import type { Paint } from './colours.js';
import { cutAround } from './cut-line.js';
import { escapeLine } from './escape.js';

const LONGEST_LINE = 120;

export interface FrameLine {
  /** From 1. */
  number: number;
  /** Safe to show, on one line. */
  text: string;
  marked: boolean;
  /** Where the mark stands below the marked line, from 0. */
  mark?: number;
}

/**
 * The lines around a place; undefined if the text has no such line.
 *
 * @param at line and column, from 1
 * @param around how many lines before it, and after it
 */
export function codeFrame(
  source: string,
  at: { line: number; column?: number },
  around: number,
): FrameLine[] | undefined {
  const lines = source.split(/\r?\n/);
  if (at.line < 1 || at.line > lines.length) return undefined;
  const first = Math.max(1, at.line - around);
  const last = Math.min(lines.length, at.line + around);
  return lines.slice(first - 1, last).map((line, index) => {
    const marked = first + index === at.line;
    const before = marked && at.column ? plain(line.slice(0, at.column - 1)).length : undefined;
    const { text, mark } = cutAround(plain(line), before, LONGEST_LINE);
    return { number: first + index, text, marked, ...(mark === undefined ? {} : { mark }) };
  });
}

/** Each line with its number, the marked one with `>` before it and `^` below it. */
export function formatFrame(frame: readonly FrameLine[], paint: Paint = (_, text) => text): string[] {
  const width = String(frame.at(-1)?.number ?? 0).length;
  return frame.flatMap(({ number, text, marked, mark }) => {
    const line = `${marked ? '>' : ' '} ${String(number).padStart(width)} | ${text}`.trimEnd();
    const pointer = `  ${' '.repeat(width)} | ${' '.repeat(mark ?? 0)}^`;
    return [paint(marked ? 'bold' : 'dim', line), ...(mark === undefined ? [] : [paint('red', pointer)])];
  });
}

/** The lines around a place as one text; undefined if there is no such line. */
export function frameText(source: string, at: { line: number; column?: number }, around = 1): string | undefined {
  const frame = codeFrame(source, at, around);
  return frame && formatFrame(frame).join('\n');
}

/** A tab counts as one column. */
const plain = (text: string) => escapeLine(text.replaceAll('\t', ' '));
