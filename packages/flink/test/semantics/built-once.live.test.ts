import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/built-once.ts');

it('what a build function took from the clock and from chance is the same in every task, and the clock then runs', async () => {
  const [input, output] = await live.topics({ name: 'in', partitions: 2 }, 'out');
  await live.produce(
    input,
    [0, 1].map((partition) => ({ partition, value: { n: partition } })),
  );
  await live.submit(job, { args: { broker: live.broker, in: input, out: output } });
  const values = (await live.consume(output, 2)).map(({ value }) => value);
  expect(new Set(values.map(({ subtask }) => subtask))).toEqual(new Set([0, 1]));
  expect(new Set(values.map(({ built }) => JSON.stringify(built))).size).toBe(1);
  expect(values[0].built.chance).toBeGreaterThan(0);
  expect(values.map(({ clockMoved }) => clockMoved)).toEqual([true, true]);
});

it('a module that builds another graph on the cluster is refused', async () => {
  const [input, output] = await live.topics({ name: 'in', partitions: 2 }, 'out');
  const handle = await live.submit(job, { args: { broker: live.broker, in: input, out: output, different: true } });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FAILED');
  expect((await handle.failure())?.message).toMatch(/another graph/);
});
