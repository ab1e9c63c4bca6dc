import { expect, it } from 'vitest';
import { fileBeside, useLive } from '../harness.js';

const live = useLive();

it('timers fire once per key and time, in order, unless they were deleted; and by the clock that they were set by', async () => {
  const [input = '', out = ''] = await live.topics('in', 'out');
  await live.run(fileBeside(import.meta.url, 'jobs/timers.ts'), { args: { broker: live.broker, in: input, out } });
  await live.produce(input, [
    { value: { user: 'ann', at: 1000, event: [5000, 4000, 5000, 6000] } },
    { value: { user: 'bob', at: 1001, event: [4500] } },
    { value: { user: 'ann', at: 1002, cancel: [6000, 7000], inMs: 20 } },
  ]);
  // The clock of the machine is enough for one of them; the others wait for the watermark.
  const first = await live.consume(out, 4);
  expect(first.map(({ value }) => value).filter(({ timer }) => timer !== undefined)).toMatchObject([
    { user: 'ann', domain: 'PROCESSING_TIME', early: false },
  ]);
  expect(first[0]?.value).toEqual({ user: 'ann', at: 1000, watermark: Number.MIN_SAFE_INTEGER });
  await live.produce(input, [{ value: { user: 'bob', at: 10_000 } }]);
  const all = (await live.consume(out, 8)).map(({ value }) => value);
  const fired = all.filter(({ domain }) => domain === 'EVENT_TIME');
  expect(fired.map(({ user, timer, timestamp }) => [user, timer, timestamp])).toEqual([
    ['ann', 4000, 4000],
    ['bob', 4500, 4500],
    ['ann', 5000, 5000],
  ]);
  for (const { timer, watermark } of fired) expect(watermark).toBeGreaterThanOrEqual(timer);
  expect(all.filter(({ domain }) => domain === 'PROCESSING_TIME')).toHaveLength(1);
});
