import { expect, it } from 'vitest';
import { fileBeside, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/canonical-keys.ts');
const HOUR = 3_600_000;

it('objects with equal properties are one key, null clears a value, and the sink writes the event timestamp', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.produce(input, [
    { value: { page: { site: 'a', id: 1 }, at: HOUR } },
    { value: '{"page":{"id":1,"site":"a"},"at":3600001}' },
    { value: { page: { site: 'a', id: 2 }, at: 2 * HOUR } },
    { value: { page: { site: 'a', id: 1 }, at: 2 * HOUR, clear: true } },
    { value: { page: { site: 'a', id: 1 }, at: 2 * HOUR } },
  ]);
  await live.submit(job, { args: { broker: live.broker, in: input, out: output } });
  const records = await live.consume(output, 5);
  const one = { id: 1, site: 'a' };
  expect(records.map(({ value }) => value)).toEqual([
    { key: one, count: 1, times: [HOUR], perHour: [[1, 1]] },
    { key: one, count: 2, times: [HOUR, HOUR + 1], perHour: [[1, 2]] },
    { key: { id: 2, site: 'a' }, count: 1, times: [2 * HOUR], perHour: [[2, 1]] },
    {
      key: one,
      count: null,
      times: [HOUR, HOUR + 1, 2 * HOUR],
      perHour: [
        [1, 2],
        [2, 1],
      ],
    },
    {
      key: one,
      count: 1,
      times: [HOUR, HOUR + 1, 2 * HOUR, 2 * HOUR],
      perHour: [
        [1, 2],
        [2, 2],
      ],
    },
  ]);
  expect(records.map(({ timestamp }) => timestamp)).toEqual([HOUR, HOUR + 1, 2 * HOUR, 2 * HOUR, 2 * HOUR]);
});
