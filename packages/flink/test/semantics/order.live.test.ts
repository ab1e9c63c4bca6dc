import { describe, expect, it } from 'vitest';
import { fileBeside, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/sequence-per-key.ts');
const USERS = 8;
const STEPS = 500;

describe('the records of a key stay in order from Kafka to the keyed operator', () => {
  it.each([
    [1, 1, false],
    [1, 2, false],
    [1, 4, false],
    [2, 1, false],
    [2, 2, false],
    [2, 4, false],
    [2, 4, true],
  ])('source parallelism %i, job parallelism %i, second input: %s', async (sourceParallelism, parallelism, second) => {
    const [input, output] = await live.topics({ name: 'in', partitions: 2 }, 'out');
    const users = Array.from({ length: USERS }, (_, i) => `user-${i}`);
    await live.produce(
      input,
      Array.from({ length: STEPS }, (_, n) =>
        users.map((user, i) => ({ key: user, partition: i % 2, value: { user, n, last: n === STEPS - 1 } })),
      ).flat(),
    );
    await live.submit(job, {
      args: { broker: live.broker, in: input, out: output, sourceParallelism, parallelism, second },
    });
    const verdicts = (await live.consume(output, USERS)).map(({ value }) => value);
    expect(verdicts.sort((a, b) => (a.user < b.user ? -1 : 1))).toEqual(
      users.map((user) => ({ user, inversions: 0, count: STEPS })),
    );
  });
});
