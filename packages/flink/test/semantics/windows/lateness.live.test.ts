import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/lateness.ts');
const sale = (shop: string, amount: number, seconds: number) => ({ value: { shop, amount, ts: seconds * 1000 } });

test('late records fire a window again while it is kept, and go to the side output afterwards', async () => {
  const [input, out, late] = await live.topics('in', 'out', 'late');
  await live.run(job, { args: { broker: live.broker, in: input, out, late } });
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
});
