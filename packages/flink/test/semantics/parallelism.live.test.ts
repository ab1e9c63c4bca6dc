import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import { ask, withSecondTaskManager } from './second-taskmanager.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/totals.ts');
const RECORDS = 1200;
const PARTITIONS = 4;
const items = Array.from({ length: RECORDS }, (_, n) => ({ n, at: 100 * n }));

/** What comes out of windows of a minute over 600 records each: keys by value, whatever their kind. */
function expected(): string[] {
  const keys: Record<string, unknown[]> = {
    string: [0, 1, 2, 3, 4].map((k) => `key ${k}`),
    number: [0, 1, 2, 3, 4],
    boolean: [true, false],
    array: [0, 1, 2, 3, 4].map((k) => ['row', k]),
    object: [0, 1, 2, 3, 4].map((row) => ({ at: { x: 1, y: 2 }, row })),
  };
  return Object.entries(keys)
    .flatMap(([kind, values]) =>
      values.flatMap((key, i) =>
        [0, 60_000].map((start) => {
          const own = items.filter(
            ({ n, at }) => n % values.length === i && Math.floor(at / 60_000) * 60_000 === start,
          );
          return { kind, key, start, sum: own.reduce((sum, { n }) => sum + n, 0), count: own.length };
        }),
      ),
    )
    .map((total) => JSON.stringify(total))
    .sort();
}

async function totals(input: string, parallelism: number, groups: number) {
  const [output = ''] = await live.topics('out');
  const handle = await live.submit(job, { args: { broker: live.broker, in: input, out: output, parallelism, groups } });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
  const values = (await live.consume(output, expected().length)).map(({ value }) => JSON.stringify(value));
  expect(values.sort()).toEqual(expected());
  return handle;
}

it('keys of every kind group by value, with the same results for parallelism 1, 2 and 4, on one TaskManager and on two', async () => {
  const [input = ''] = await live.topics({ name: 'in', partitions: PARTITIONS });
  await live.produce(
    input,
    items.map((value) => ({ partition: value.n % PARTITIONS, value })),
  );
  for (const parallelism of [1, 2, 4]) await totals(input, parallelism, 1);
  await withSecondTaskManager(live.settings, async () => {
    // Groups that share no slot need more slots than one TaskManager has.
    for (const [parallelism, groups] of [
      [1, 5],
      [2, 5],
      [4, 3],
    ] as const) {
      const { id } = await totals(input, parallelism, groups);
      if (parallelism * groups <= 8) continue;
      const { vertices } = await ask<{ vertices: { id: string }[] }>(live.settings, `/jobs/${id}`);
      const places = await Promise.all(
        vertices.map((vertex) =>
          ask<{ taskmanagers: { 'taskmanager-id': string }[] }>(
            live.settings,
            `/jobs/${id}/vertices/${vertex.id}/taskmanagers`,
          ),
        ),
      );
      const used = places.flatMap(({ taskmanagers }) =>
        taskmanagers.map((taskManager) => taskManager['taskmanager-id']),
      );
      expect(new Set(used).size).toBe(2);
    }
  });
}, 900_000);
