import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/plain-values.ts');

it('null, numbers, booleans, texts and lists are records like any other', async () => {
  const [output] = (await live.topics('out')) as [string];
  const handle = await live.submit(job, { args: { broker: live.broker, out: output } });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
  const records = await live.consume(output, 20);
  const values = [null, 0, 1.5, true, false, '', 'text', [], [null, [1]], {}];
  for (const side of ['main', 'side']) {
    expect(records.filter(({ key }) => key === side).map(({ value }) => value.value)).toEqual(values);
  }
});
