import { expect, it } from 'vitest';
import { fileBeside, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/union-per-key.ts');

it("each key's records stay in order through a union of branches with different parallelism", async () => {
  const [input, output] = await live.topics({ name: 'in', partitions: 2 }, 'out');
  const users = ['a0', 'a1', 'b0', 'b1'];
  const records = Array.from({ length: 1000 }, (_, n) =>
    users.map((user) => ({ key: user, partition: Number(user[1]), value: { user, n } })),
  ).flat();
  await live.produce(input, records);
  await live.submit(job, { args: { broker: live.broker, in: input, out: output } });
  const done = (await live.consume(output, users.length)).map(({ value }) => value.user);
  expect(done.sort()).toEqual(users);
});
