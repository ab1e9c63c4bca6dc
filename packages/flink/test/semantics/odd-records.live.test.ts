import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/odd-records.ts');

/** What each of the job's records looks like, whichever way it went. */
const SEEN = [
  '1 number false true  id ',
  '2 number false true  id,discount ',
  '3 number false true  id,nested list=,false',
  '4 number false true  id,discount ',
  '5 number false true true id,groups ',
  '0',
];

it.each([false, true])(
  'a record is the same in a task and behind an exchange (object reuse: %s)',
  async (objectReuse) => {
    const [out] = (await live.topics('out')) as [string];
    const handle = await live.submit(job, { args: { broker: live.broker, out, objectReuse } });
    await handle.waitForEnd(PATIENT);
    expect((await handle.failure())?.message).toBeUndefined();
    const records = await live.consume(out, 5 * 2 * SEEN.length);
    for (const name of ['chained', 'exchanged', 'side, chained', 'side, exchanged', 'state']) {
      const seen = records.filter(({ key }) => key === name).map(({ value }) => value);
      expect([name, ...seen.map(String)]).toEqual([name, ...SEEN, ...SEEN]);
    }
  },
);
