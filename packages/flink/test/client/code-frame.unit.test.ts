import { describe, expect, test } from 'vitest';
import { codeFrame } from '../../src/prepare/code-frame.js';
import { cutAround } from '../../src/prepare/cut-line.js';

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
    ['just before the cut', `${'e'.repeat(156)}HERE${'e'.repeat(40)}`, 1, 157],
    ['behind what had to be escaped', `\u0007\u0007${'f'.repeat(200)}HERE`, 1, 203],
  ])('%s', (_, source, line, column) => {
    const frame = codeFrame(source, line, column);
    expect(marked(frame)).toMatch(/^HERE/);
    for (const text of frame?.split('\n') ?? []) expect(text.length).toBeLessThanOrEqual(160 + '> 1 | '.length);
  });

  test('with dots for what is left out on either side', () => {
    expect(codeFrame(LONG, 1, 300)).toMatch(/^> 1 \| \.\.\.a+HEREb+\.\.\.\n/);
  });
});

test('a line without a mark is cut at its end', () => {
  expect(cutAround('abcdef', undefined, 4).text).toBe('abc…');
  expect(cutAround('abcd', undefined, 4).text).toBe('abcd');
});
