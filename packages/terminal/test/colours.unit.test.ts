import { expect, test } from 'vitest';
import { paint, painterFor, showsColours } from '../src/colours.js';

test.each([
  ['a terminal', true, {}, true],
  ['a pipe', undefined, {}, false],
  ['a terminal of somebody who wants none', true, { NO_COLOR: '1' }, false],
  ['a terminal that shows none', true, { TERM: 'dumb' }, false],
  ['a pipe of somebody who wants them', undefined, { FORCE_COLOR: '1' }, true],
  ['a terminal where they are switched off', true, { FORCE_COLOR: '0' }, false],
])('%s', (_, isTTY, env, shown) => {
  expect(showsColours({ isTTY }, env)).toBe(shown);
});

test('text is painted, or left as it is', () => {
  expect(painterFor(true)('red', 'no')).toBe('\u001b[31mno\u001b[39m');
  expect(painterFor(false)('red', 'no')).toBe('no');
  expect(painterFor(true)('red', '')).toBe('');
  expect(paint('bold', 'a', { isTTY: false })).toBe('a');
});
