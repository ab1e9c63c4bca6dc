import { expect, it } from 'vitest';
import { RollingSum } from '../../src/api/functions/rolling.js';

const sum = (first: number, second: number) => new RollingSum<{ n: number }>('n').reduce({ n: first }, { n: second }).n;
const LARGEST = Number.MAX_SAFE_INTEGER;

it.each([
  [1, 2, 3],
  [LARGEST - 1, 1, LARGEST],
  [-LARGEST + 1, -1, -LARGEST],
  [LARGEST, -LARGEST, 0],
  [0.1, 0.2, 0.1 + 0.2],
  [1e300, 0.5, 1e300],
])('%d and %d are %d', (first, second, expected) => {
  expect(sum(first, second)).toBe(expected);
});

it.each([
  [LARGEST, 1, '9007199254740992'],
  [LARGEST, 2, '9007199254740993'],
  [-LARGEST, -2, '-9007199254740993'],
  [2 ** 53, 1, '9007199254740993'],
])('%d and %d would be rounded, and are refused', (first, second, exact) => {
  expect(() => sum(first, second)).toThrow(
    new RangeError(
      `the sum of the field "n" would be ${exact}, beyond 9007199254740991 (2^53 - 1), up to which a JavaScript number holds every integer. Sum a larger unit, or use reduce() with texts and BigInt`,
    ),
  );
});
