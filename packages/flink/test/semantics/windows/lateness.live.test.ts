import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/lateness.ts');
const sale = (shop: string, amount: number, seconds: number) => ({ value: { shop, amount, ts: seconds * 1000 } });

test('late records fire a window again while it is kept, and go to the side output afterwards', async () => {
  const [input, out, late] = await live.topics('in', 'out', 'late');
  const handle = await live.run(job, { args: { broker: live.broker, in: input, out, late } });
  await live.produce(input, [sale('x', 1, 1), sale('y', 5, 2), sale('x', 2, 9), sale('x', 10, 12)]);
  await live.consume(out, 2);
  await live.produce(input, [sale('x', 4, 5)]);
  await live.consume(out, 3);
  // y's window shows that the watermark has passed the end of the lateness.
  await live.produce(input, [sale('y', 7, 15.5), sale('_', 0, 22)]);
  await live.consume(out, 5);
  await live.produce(input, [sale('x', 100, 6)]);
  const [tooLate] = await live.consume(late, 1);
  expect(tooLate?.value).toEqual({ late: { shop: 'x', amount: 100, ts: 6000 } });
  const results = (await live.consume(out, 5)).map(({ value: { shop, start, sum, count } }) => [
    shop,
    start,
    sum,
    count,
  ]);
  expect(results.sort()).toEqual([
    ['x', 0, 3, 2],
    ['x', 0, 7, 3],
    ['x', 10000, 10, 1],
    ['y', 0, 5, 1],
    ['y', 10000, 7, 1],
  ]);

  const counted = async () => (await handle.metrics()).operators.find(({ name }) => name === 'totals');
  await expect.poll(counted, { interval: 100 }).toMatchObject({ recordsIn: 7, recordsOut: 5 });
});

test('a late record joins a session that has fired, and two sessions with each other; a later one opens none', async () => {
  const [input, out, late] = await live.topics('in', 'out', 'late');
  await live.run(job, { args: { broker: live.broker, in: input, out, late, session: true } });
  const spans = async (count: number) =>
    (await live.consume(out, count)).map(({ value: { shop, start, end, sum } }) => [
      shop,
      start / 1000,
      end / 1000,
      sum,
    ]);
  // Sessions end 3 s after their last sale; the watermark is 1 s behind, and lateness is 5 s.
  await live.produce(input, [sale('x', 1, 1), sale('x', 2, 5.5), sale('x', 0, 9.5)]);
  expect(await spans(2)).toEqual([
    ['x', 1, 4, 1],
    ['x', 5.5, 8.5, 2],
  ]);
  // Between the two, which are kept up to 9 s and 13.5 s: the windows of all three touch.
  await live.produce(input, [sale('x', 4, 3.5)]);
  expect((await spans(3)).at(-1)).toEqual(['x', 1, 8.5, 7]);
  // y's session shows that the watermark is far beyond.
  await live.produce(input, [sale('y', 5, 20), sale('_', 0, 40)]);
  await spans(5);
  await live.produce(input, [sale('x', 100, 6)]);
  const [tooLate] = await live.consume(late, 1);
  expect(tooLate?.value).toEqual({ late: { shop: 'x', amount: 100, ts: 6000 } });
});
