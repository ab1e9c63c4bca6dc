import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Interrupts, isInterrupted, listenToInterrupts } from '../interrupt.js';

let interrupts: Interrupts;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  interrupts = listenToInterrupts();
});
afterEach(() => {
  interrupts.dispose();
  vi.useRealTimers();
});

const press = () => process.emit('SIGINT');
const aborted = () => [interrupts.finish.aborted, interrupts.leave.aborted];

it('takes what npm passes on of a Ctrl-C for the same one', () => {
  press();
  vi.advanceTimersByTime(5);
  press();
  expect(aborted()).toEqual([true, false]);
});

it('takes a second Ctrl-C for a second one, however quick', () => {
  press();
  vi.advanceTimersByTime(5);
  press();
  vi.advanceTimersByTime(145);
  press();
  expect(aborted()).toEqual([true, true]);
});

it('knows that a failure comes from a Ctrl-C which it hears only now', async () => {
  const failure = isInterrupted(interrupts.finish);
  press();
  expect(await failure).toBe(true);
});

it('knows that a failure does not come from a Ctrl-C', async () => {
  expect(await isInterrupted(interrupts.finish)).toBe(false);
});
