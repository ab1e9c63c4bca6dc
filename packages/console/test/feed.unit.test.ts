/** What several tabs look at is read once for all of them, and not at all when nobody looks. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { Feed } from '../src/server/feed.js';

function counting(everyMs: number) {
  let reads = 0;
  return { feed: new Feed(async () => ++reads, everyMs), reads: () => reads };
}

async function take<T>(values: AsyncGenerator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const value of values) if (taken.push(value) === count) break;
  return taken;
}

test('two who look on share the readings', async () => {
  const { feed, reads } = counting(5);
  const signal = new AbortController().signal;
  const [a, b] = await Promise.all([take(feed.follow(signal), 5), take(feed.follow(signal), 5)]);
  expect(a).toEqual(b);
  expect(reads()).toBe(5);
});

test('when the last one is gone, reading ends', async () => {
  const { feed, reads } = counting(5);
  await take(feed.follow(new AbortController().signal), 2);
  const after = reads();
  await delay(60);
  expect(reads()).toBe(after);
});

test('who comes later gets what was just read, and what is long past is read again', async () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  try {
    const { feed, reads } = counting(20);
    expect(await feed.once()).toBe(1);
    expect(await feed.once()).toBe(1);
    now.mockReturnValue(1_060);
    expect(await feed.once()).toBe(2);
    expect(reads()).toBe(2);
  } finally {
    now.mockRestore();
  }
});

test('a signal ends waiting at once', async () => {
  const { feed } = counting(60_000);
  const gone = new AbortController();
  const values = feed.follow(gone.signal);
  await values.next();
  const waiting = values.next();
  gone.abort();
  expect((await waiting).done).toBe(true);
});

test('a slow reader misses values and gets the newest', async () => {
  const { feed, reads } = counting(5);
  const values = feed.follow(new AbortController().signal);
  await values.next();
  await delay(60);
  const before = reads();
  const { value } = await values.next();
  expect(value).toBeGreaterThanOrEqual(before);
  await values.return(undefined);
});
