import { expect, it, vi } from 'vitest';
import type { OperatorBridge } from '../../src/runtime/bridge.js';
import { adapters } from '../../src/runtime/functions/adapters.js';

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

it.each([
  [
    1.78e15,
    'looks like microseconds. Flink counts in milliseconds since 1970, where this is far in the future. Divide it by 1000.',
  ],
  [
    1.78e9,
    'looks like seconds. Flink counts in milliseconds since 1970, where this is in January or February 1970. Multiply it by 1000.',
  ],
])('the first record shows that %s is in another unit, which is said once', (time, sentence) => {
  const said = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    const { call } = adapters.timestamp(() => time, {} as OperatorBridge) as { call(v: unknown, t: number): number };
    expect([call({}, 0), call({}, 0)]).toEqual([time, time]);
    expect(said.mock.calls).toEqual([[expect.stringContaining(sentence)]]);
  } finally {
    said.mockRestore();
  }
});

it.each([0, 1000, 60_000, 86_400_000, 1.78e12])('nobody doubts a first record at %s ms', (time) => {
  const said = vi.spyOn(console, 'warn').mockImplementation(() => {});
  try {
    assigned(time);
    expect(said).not.toHaveBeenCalled();
  } finally {
    said.mockRestore();
  }
});
