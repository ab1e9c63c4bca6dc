import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/retry.ts');
const items = [{ n: 1 }, { n: 2 }, { n: 3, poison: true }, { n: 4 }];

it('without a restart strategy a throw ends the job at once', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.produce(
    input,
    items.map((value) => ({ value })),
  );
  const handle = await live.submit(job, { args: { broker: live.broker, in: input, out: output, restart: false } });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FAILED');
  expect((await handle.failure())?.message).toContain('poison at attempt 0');
});

it('with a restart strategy the job recovers from its checkpoint, and each record counts once', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.run(job, { args: { broker: live.broker, in: input, out: output, restart: true } });
  await live.produce(
    input,
    items.slice(0, 2).map((value) => ({ value })),
  );
  // Committed, hence in a checkpoint: the restart begins after these.
  await live.consume(output, 2);
  await live.produce(
    input,
    items.slice(2).map((value) => ({ value })),
  );
  const records = await live.consume(output, 4);
  expect(records.map(({ value }) => value.n)).toEqual([1, 2, 3, 4]);
});
