/** Promises that failed unheard: whose they were, and that none is forgotten where the task goes on at once. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Floating } from '../src/harness/floating.js';
import { LearnersError, TaskMistake } from '../src/harness/mistakes.js';

let floating: Floating;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  floating = new Floating();
});

afterEach(() => {
  vi.useRealTimers();
});

const LEFT = /^sendOrder started something that failed later, and nobody waited for it: no broker$/;

test('belongs to the function that has just ended, also when another has been called meanwhile', () => {
  floating.ended('sendOrder');
  vi.advanceTimersByTime(10);
  floating.hear(new Error('no broker'));
  floating.ended('sendClick');
  expect(() => floating.refuse('sendClick')).toThrow(LEFT);
});

test('belongs to the function at hand when none has ended a moment ago', () => {
  floating.ended('sendClick');
  vi.advanceTimersByTime(1_000);
  floating.hear(new Error('no broker'));
  expect(() => floating.refuse('sendOrder')).toThrow(LEFT);
});

test('may belong to each of the functions that have ended a moment ago', () => {
  floating.ended('sendOrder');
  vi.advanceTimersByTime(10);
  floating.ended('sendClick');
  floating.ended('sendClick');
  floating.hear(new Error('no broker'));
  expect(() => floating.refuse('sendClick')).toThrow(/^sendOrder or sendClick started something that failed later/);
});

test('fails a task that has passed, however late it was heard', async () => {
  floating.ended('sendOrder');
  vi.advanceTimersByTime(1_000);
  floating.hear(new Error('no broker'));
  await expect(floating.settled(Promise.resolve())).rejects.toThrow(LEFT);
});

test('is nothing to a task that has called none of the functions', async () => {
  floating.hear(new Error('no broker'));
  await expect(floating.settled(Promise.resolve())).resolves.toBeUndefined();
});

test('that was heard late may have nothing to do with what a task failed with', async () => {
  floating.ended('sendOrder');
  vi.advanceTimersByTime(1_000);
  floating.hear(new Error('no broker'));
  const missing = new TaskMistake({ id: 'order-missing', message: 'The order is not in the topic.' });
  await expect(floating.settled(Promise.reject(missing))).rejects.toBe(missing);
});

test('is told in place of what the code threw, and not in place of what the check could not do', async () => {
  floating.ended('sendOrder');
  floating.hear(new Error('no broker'));
  await expect(floating.settled(Promise.reject(new LearnersError(new Error('closed'))))).rejects.toThrow(LEFT);
  const own = new Error('Kafka is gone.');
  await expect(floating.settled(Promise.reject(own))).rejects.toBe(own);
});

test('fails a task that has passed meanwhile', async () => {
  floating.ended('sendOrder');
  const settled = floating.settled(Promise.resolve());
  floating.hear(new Error('no broker'));
  await expect(settled).rejects.toThrow(LEFT);
});

test('is told in place of what follows from it, and not in place of the line that was found', async () => {
  floating.ended('sendOrder');
  floating.hear(new Error('no broker'));
  const missing = new TaskMistake({ id: 'order-missing', message: 'The order is not in the topic.' });
  await expect(floating.settled(Promise.reject(missing))).rejects.toThrow(LEFT);
  const found = new TaskMistake({ id: 'forgotten-await', message: 'Nobody waits for send().' });
  await expect(floating.settled(Promise.reject(found))).rejects.toBe(found);
});

test('a task without any keeps its outcome', async () => {
  floating.ended('sendOrder');
  await expect(floating.settled(Promise.resolve())).resolves.toBeUndefined();
  const missing = new TaskMistake({ id: 'order-missing', message: 'The order is not in the topic.' });
  await expect(floating.settled(Promise.reject(missing))).rejects.toBe(missing);
});
