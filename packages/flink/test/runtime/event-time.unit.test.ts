import { expect, it } from 'vitest';
import { adapters } from '../../src/runtime/adapters.js';
import type { OperatorBridge } from '../../src/runtime/bridge.js';

const assigned = (ms: number) =>
  (adapters.timestamp(() => ms, {} as OperatorBridge) as { call(value: unknown, previous: number): number }).call(
    {},
    0,
  );

it.each([-1e15, 0, 1_780_000_000_000])('%s ms are a time', (ms) => {
  expect(assigned(ms)).toBe(ms);
});

it('a time that has no place in milliseconds is refused, before and after', () => {
  expect(() => assigned(1.78e18)).toThrow('far in the future; nanoseconds, perhaps?');
  expect(() => assigned(-9.1e18)).toThrow(
    'is no time in milliseconds since 1970, but before all time that Flink counts',
  );
});
