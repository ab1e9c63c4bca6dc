import { expect, it } from 'vitest';
import { spelled } from '../../src/api/spelled.js';

it.each<[unknown, string]>([
  ['5', '"5"'],
  [5, '5'],
  [5n, '5n'],
  [-0, '-0'],
  [Number.NaN, 'NaN'],
  [undefined, 'undefined'],
  [null, 'null'],
  [{ a: [1] }, '{"a":[1]}'],
  [{ a: 1n }, 'an object'],
  [new Date(0), 'a Date'],
  [() => 1, 'a function'],
  ['x'.repeat(300), `"${'x'.repeat(199)}…`],
])('%s is spelled as in the source: %s', (value, text) => {
  expect(spelled(value)).toBe(text);
});
