import { expect, it } from 'vitest';
import type { OperatorBridge } from '../../src/runtime/bridge.js';
import { adapters } from '../../src/runtime/functions/adapters.js';

const partition = (fn: (key: unknown, subtasks: number) => number) =>
  adapters.partition(fn, {} as OperatorBridge) as { call(key: string, subtasks: number): number };

it('a partitioner gets the key itself', () => {
  expect(partition((key) => (key as { n: number }).n).call('{"n":1}', 2)).toBe(1);
});

it.each([2, -1, 0.5, Number.NaN, '1'])('a partitioner that returns %s is told which subtasks there are', (number) => {
  const { call } = partition(() => number as number);
  expect(() => call('"NL"', 2)).toThrow(/returned .* for the key "NL": a whole number from 0 to 1 is expected/);
});
