import { expect, it } from 'vitest';
import { keyText } from '../../src/runtime/state/keys.js';

const text = (key: unknown) => keyText(key, 'the key');

it('gives equal keys the same text', () => {
  expect(text({ b: 1, a: [{ d: 2, c: 3 }] })).toBe(text({ a: [{ c: 3, d: 2 }], b: 1 }));
  expect(text(-0)).toBe(text(0));
  expect(text({ a: 1, b: undefined })).toBe(text({ a: 1 }));
});

it('gives different keys different texts', () => {
  const keys = ['1', 1, true, 'true', [1], ['1'], { 1: 1 }, [[1]], '', {}, []];
  expect(new Set(keys.map(text)).size).toBe(keys.length);
});

/** Savepoints contain these texts: a change of one is a change of the state's format. */
it.each([
  ['user-1', '"user-1"'],
  ['grüß "dich"', '"grüß \\"dich\\""'],
  [42, '42'],
  [1e21, '1e+21'],
  [false, 'false'],
  [['a', null], '["a",null]'],
  [{ b: 'x', a: 1 }, '{"a":1,"b":"x"}'],
])('keeps its format: %j', (key, expected) => {
  expect(text(key)).toBe(expected);
});

it.each([null, undefined, Number.NaN, new Date(0), { a: 1n }, Promise.resolve('a')])('refuses %s', (key) => {
  expect(() => text(key)).toThrow(/^the key/);
});
