import { expect, it } from 'vitest';
import { fileBeside, type IncomingRecord, PATIENT, useLive } from '../../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/untimed.ts');

async function run(then: string): Promise<{ failure: string | undefined; records: () => Promise<IncomingRecord[]> }> {
  const [out] = (await live.topics('out')) as [string];
  const handle = await live.submit(job, { args: { broker: live.broker, out, then } });
  await handle.waitForEnd(PATIENT);
  return { failure: (await handle.failure())?.message, records: () => live.consume(out, 2) };
}

it('a record without a timestamp has none behind an assigner that gives back what it had', async () => {
  const { failure, records } = await run('process');
  expect(failure).toBeUndefined();
  const written = (await records()).map(({ value, timestamp }) => ({ ...value, isWritingTime: timestamp > 5000 }));
  expect(written).toEqual([
    { n: 1, timestamp: null, isWritingTime: true },
    { n: 2, timestamp: 5000, isWritingTime: false },
  ]);
});

it("and an event-time window refuses it in Flink's own words", async () => {
  expect((await run('window')).failure).toContain('Record has Long.MIN_VALUE timestamp (= no timestamp marker)');
});

it('a timestamp that is no time in milliseconds is refused, not cut off', async () => {
  expect((await run('nanoseconds')).failure).toMatch(
    /what the timestamp assigner returns: 1780000000000000000 is no time in milliseconds[^\n]*nanoseconds, perhaps/,
  );
});
