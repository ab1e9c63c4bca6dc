import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { onAbort } from '../../src/cluster/on-abort.js';
import { sleep } from '../../src/cluster/poll.js';
import { SharedReads } from '../../src/cluster/shared-reads.js';

test('however many wait with one signal, it has one listener, and none afterwards', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const listeners = () => getEventListeners(signal, 'abort').length;
  const reads = new SharedReads<number>();
  let answer = (_: number) => {};
  const answered = new Promise<number>((resolve) => {
    answer = resolve;
  });
  const asked = Array.from({ length: 50 }, (_, i) => reads.read(`/jobs/${i}`, () => answered, signal));
  const short = Array.from({ length: 50 }, () => sleep(1, signal));
  expect(listeners()).toBe(1);
  answer(7);
  expect(await Promise.all(asked)).toEqual(Array(50).fill(7));
  await Promise.all(short);
  expect(listeners()).toBe(0);

  const long = Array.from({ length: 50 }, () => sleep(60_000, signal));
  expect(listeners()).toBe(1);
  controller.abort(new Error('enough'));
  const ended = await Promise.allSettled(long);
  expect(new Set(ended.map((each) => each.status === 'rejected' && each.reason.message))).toEqual(new Set(['enough']));
  expect(listeners()).toBe(0);
  await expect(sleep(60_000, signal)).rejects.toThrow('enough');
});

test('who does not wait any more is not called, and who ends twice ends no other', () => {
  const controller = new AbortController();
  const called: string[] = [];
  const one = onAbort(controller.signal, () => called.push('one'));
  onAbort(controller.signal, () => called.push('two'));
  one();
  one();
  controller.abort();
  expect(called).toEqual(['two']);
});
