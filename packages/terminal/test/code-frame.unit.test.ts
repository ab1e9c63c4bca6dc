import { describe, expect, test } from 'vitest';
import { codeFrame, formatFrame, frameText } from '../src/code-frame.js';
import { cutAround } from '../src/cut-line.js';

const SOURCE = Array.from({ length: 12 }, (_, index) => `line ${index + 1}`).join('\r\n');

test('a frame has the lines around a place, and a mark below its column', () => {
  expect(frameText(SOURCE, { line: 10, column: 3 })).toBe(
    ['   9 | line 9', '> 10 | line 10', '     |   ^', '  11 | line 11'].join('\n'),
  );
});

test('it ends where the file ends, and there is none for a line that is gone', () => {
  expect(codeFrame(SOURCE, { line: 1 }, 2)?.map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(codeFrame(SOURCE, { line: 12 }, 2)?.map(({ number }) => number)).toEqual([10, 11, 12]);
  expect(codeFrame(SOURCE, { line: 13 }, 2)).toBeUndefined();
});

test('what stands in a file can’t speak to the terminal', () => {
  const frame = codeFrame('\tconst a = "\u001b[2J\u200e";', { line: 1, column: 2 }, 2) ?? [];
  expect(formatFrame(frame, (style, text) => `${String(style)}:${text}`)).toEqual([
    'bold:> 1 |  const a = "\\u001b[2J\\u200e";',
    'red:    |  ^',
  ]);
});

/** A line of 400 characters whose column 300 says HERE. */
const LONG = `const x = '${'a'.repeat(288)}HERE${'b'.repeat(97)}`;

/** What stands above the mark. */
function marked(frame: string | undefined): string | undefined {
  const lines = frame?.split('\n') ?? [];
  const at = lines.findIndex((line) => /\| +\^$/.test(line));
  return lines[at - 1]?.slice(lines[at]?.indexOf('^'));
}

describe('a frame shows the place that it marks', () => {
  test.each([
    ['in a short line', 'one();\ntwo(HERE);\nthree();', 2, 5],
    ['in the first part of a long line', `f(HERE, '${'c'.repeat(300)}');`, 1, 3],
    ['far on in a long line', LONG, 1, 300],
    ['at the end of a long line', `${'d'.repeat(300)}HERE`, 1, 301],
    ['just before the cut', `${'e'.repeat(116)}HERE${'e'.repeat(40)}`, 1, 117],
    ['behind what had to be escaped', `\u0007\u0007${'f'.repeat(200)}HERE`, 1, 203],
  ])('%s', (_, source, line, column) => {
    const frame = frameText(source, { line, column });
    expect(marked(frame)).toMatch(/^HERE/);
    for (const text of frame?.split('\n') ?? []) expect(text.length).toBeLessThanOrEqual(120 + '> 1 | '.length);
  });

  test('with dots for what is left out on either side', () => {
    expect(frameText(LONG, { line: 1, column: 300 })).toMatch(/^> 1 \| …a+HEREb+…$/m);
  });
});

test('a line without a mark is cut at its end', () => {
  expect(cutAround('abcdef', undefined, 4).text).toBe('abc…');
  expect(cutAround('abcd', undefined, 4).text).toBe('abcd');
});
