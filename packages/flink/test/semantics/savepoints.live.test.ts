import { expect, it } from 'vitest';
import { fileBeside, type IncomingRecord, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/every-state.ts');
const USERS = ['ann', 'bob', 'cem'];
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const steps = (from: number, to: number) =>
  range(from, to).flatMap((n) => USERS.map((user) => ({ value: { user, n, ts: n } })));
/** Closes the minute: everything of it is emitted. */
const end = USERS.map((user) => ({ value: { user, n: 0, ts: 60_000 } }));

/** What comes out for `user` after the steps 0 to N - 1. */
function expected(user: string, n: number): object[] {
  const all = range(0, n);
  const sum = all.reduce((a, b) => a + b, 0);
  const even = Math.ceil(n / 2);
  return [
    { by: 'aggregate', user, end: 60_000, result: { sum, steps: all } },
    {
      by: 'keyed',
      user,
      at: 59_999,
      count: { seen: n },
      list: all,
      map: [
        [{ mod: 0 }, even],
        [{ mod: 1 }, n - even],
      ],
    },
    { by: 'process', user, end: 60_000, steps: all },
    { by: 'reduce', user, end: 60_000, result: { user, n: sum, ts: n - 1 } },
    { by: 'reduce-all', user, n: sum },
  ];
}
const results = (records: IncomingRecord[], user: string) =>
  records
    .map(({ value }) => value)
    .filter((value) => value.user === user)
    .sort((a, b) => (a.by < b.by ? -1 : 1));

it('windows, accumulators that change in place, keyed state and timers go on from a savepoint', async () => {
  const [input, output] = await live.topics('in', 'out');
  const args = { broker: live.broker, in: input, out: output };
  const first = await live.run(job, { args });
  // Checkpoints are taken every 50 ms meanwhile: each copies what it still writes.
  for (const from of range(0, 20)) await live.produce(input, steps(from * 10, from * 10 + 10));
  const savepointPath = await first.stopWithSavepoint();
  await live.run(job, { args, savepointPath });
  await live.produce(input, [...steps(200, 300), ...end]);
  const records = await live.consume(output, 5 * USERS.length);
  for (const user of USERS) expect(results(records, user)).toEqual(expected(user, 300));
});

/**
 * The savepoint was taken by the first release after the steps 0 to 9: its format must stay readable for ever. The source is
 * another one, as its topic is gone.
 */
it('the state of a savepoint in format 1 can still be read', async () => {
  const [input, output] = await live.topics('in', 'out');
  await live.run(job, {
    args: { broker: live.broker, in: input, out: output, source: 'other-steps' },
    savepointPath: fileBeside(import.meta.url, 'fixtures/savepoint-1'),
    allowNonRestoredState: true,
  });
  await live.produce(input, end);
  const records = await live.consume(output, 5 * USERS.length);
  for (const user of USERS) expect(results(records, user)).toEqual(expected(user, 10));
});

/**
 * The savepoint was taken while all of the runner's Java stood in one package, after the steps 0 to 9, of a job with this topic
 * and this prefix of transactions.
 */
it('a job goes on from a savepoint of an earlier runner: its source where it was, its sinks exactly once', async () => {
  const input = 'steps-of-savepoint-2';
  await live.topicsNamed([{ name: input, partitions: 1 }]);
  const [output] = await live.topics('out');
  // What the source has read already; it would be counted twice.
  await live.produce(input, steps(0, 10));
  const args = { broker: live.broker, in: input, out: output, transactions: 'savepoint-2' };
  await live.run(job, { args, savepointPath: fileBeside(import.meta.url, 'fixtures/savepoint-2') });
  await live.produce(input, [...steps(10, 20), ...end]);
  const records = await live.consume(output, 5 * USERS.length);
  for (const user of USERS) expect(results(records, user)).toEqual(expected(user, 20));
});

it('a job whose code has changed goes on from a savepoint: each uid finds its state', async () => {
  const [input, output] = await live.topics('in', 'out');
  const args = { broker: live.broker, in: input, out: output };
  const then = await live.run(fileBeside(import.meta.url, 'jobs/visits-then.ts'), { args });
  await live.produce(input, [{ value: { page: '/a', visits: 1 } }, { value: { page: '/b', visits: 2 } }]);
  await live.consume(output, 2);
  const savepointPath = await then.stopWithSavepoint();
  const changed = fileBeside(import.meta.url, 'jobs/visits-now.ts');
  await live.run(changed, { args, savepointPath });
  await live.produce(input, [
    { value: { page: '/health', visits: 7 } },
    { value: { page: '/a', visits: 3 } },
    { value: { page: '/b', visits: 4 } },
  ]);
  const values = (await live.consume(output, 4)).map(({ value }) => value);
  expect(values.slice(2)).toEqual([
    { page: '/a', total: 31 },
    { page: '/b', total: 42 },
  ]);

  // State that nobody claims is not dropped without a word.
  const lost = live.client.submit(changed, { args: { ...args, uid: 'totals' }, savepointPath, typeCheck: false });
  const failure = await lost.then(
    async (job) => {
      await live.track(job).waitForEnd(PATIENT);
      return (await job.failure())?.message;
    },
    (error: Error) => error.message,
  );
  expect(failure).toMatch(/has the uid "sum".*\.uid\("sum"\).*"allow-non-restored"/);
});
