import { expect, it } from 'vitest';
import { fileBeside, type IncomingRecord, PATIENT, useLive } from '../../harness.js';
import type { Sale } from './jobs/triggers.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/triggers.ts');
const sale = (shop: string, n: number, seconds: number) => ({ value: { shop, n, ts: seconds * 1000 } satisfies Sale });

/** What x's first window fired with, by one trigger. */
const firings = (records: IncomingRecord[], by: string): number[][] =>
  records
    .filter(({ value }) => value.by === by && value.shop === 'x' && value.start === 0)
    .map(({ value }) => value.numbers);

it('each trigger fires when Flink says it does', async () => {
  const [input, out] = await live.topics('in', 'out');
  const running = await live.run(job, { args: { broker: live.broker, in: input, out } });
  const until = (by: string, count: number) => live.consume(out, (records) => firings(records, by).length >= count);

  // Event time passes 20 s, then 40 s, then the window's end; each step waits for what it makes fire.
  await live.produce(input, [sale('x', 1, 1), sale('_', 0, 25)]);
  await until('continuous', 1);
  await live.produce(input, [sale('x', 2, 26), sale('x', 3, 27), sale('_', 0, 45)]);
  await until('continuous', 2);
  await live.produce(input, [sale('x', 4, 46), sale('_', 0, 65)]);
  await until('event time', 1);
  // Late, and allowed.
  await live.produce(input, [sale('x', 5, 30)]);
  await until('event time', 2);
  await until('event time, purging', 2);
  await until('continuous', 4);
  const byTheClock = (records: IncomingRecord[]) => firings(records, 'by the clock, purging').flat();
  // What was seen before is read again, and the last of it must be there as well.
  const isAll = (all: IncomingRecord[]) =>
    ['event time', 'event time, purging', 'count', 'count, purging'].every((by) => firings(all, by).length >= 2) &&
    ['continuous', 'continuous, purging'].every((by) => firings(all, by).length >= 4) &&
    byTheClock(all).length >= 5;
  const records = await live.consume(out, isAll);

  expect(firings(records, 'event time')).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3, 4, 5],
  ]);
  expect(firings(records, 'event time, purging')).toEqual([[1, 2, 3, 4], [5]]);
  expect(firings(records, 'count')).toEqual([
    [1, 2],
    [1, 2, 3, 4],
  ]);
  expect(firings(records, 'count, purging')).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(firings(records, 'continuous')).toEqual([[1], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5]]);
  expect(firings(records, 'continuous, purging')).toEqual([[1], [2, 3], [4], [5]]);
  // The end of time, which a drain brings, is no reason to fire at each interval on the way there.
  await running.stopWithSavepoint({ drain: true, ...PATIENT });
  const withoutEnd = (all: IncomingRecord[]) => firings(all, 'continuous, without end');
  expect(withoutEnd(await live.consume(out, (all) => withoutEnd(all).length >= 4))).toEqual([
    [1],
    [1, 2, 3],
    [1, 2, 3, 4],
    [1, 2, 3, 4, 5],
  ]);
  // How many it fired with at a time is the clock's affair; each record was in one firing.
  expect(byTheClock(records)).toEqual([1, 2, 3, 4, 5]);
});
