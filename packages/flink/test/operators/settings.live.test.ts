import type { ConsoleLine, JobHandle } from '@workbook/flink';
import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import { resultsOf } from '../training/results.js';

const live = useLive();
/** What a record sees before the first watermark. */
const NONE = -Number.MAX_SAFE_INTEGER;

/** What Flink's REST interface says about a job. */
function ask(job: JobHandle, path: string): Promise<Reply> {
  return live.rest.get<Reply>(`/jobs/${job.id}${path}`);
}

interface Reply {
  latest?: { completed?: { checkpoint_type: string } };
}

it('settings, partitioners, rich reductions and windowed aggregations do on the cluster what they say', async () => {
  const [out = ''] = await live.topics('out');
  const job = await live.run(fileBeside(import.meta.url, 'jobs/settings.ts'), { args: { broker: live.broker, out } });
  const early = await live.consume(out, (all) => all.some(({ value }) => value.by === 'at once'));
  expect(early.map(({ value }) => value.by)).not.toContain('full buffers');
  await job.stopWithSavepoint({ drain: true, ...PATIENT });
  expect((await job.exceptions()).map(({ message }) => message)).toEqual([]);
  const values = (await resultsOf(live, job, out)).map(({ value }) => value);
  const by = (name: string) => values.filter((value) => value.by === name);

  const where = by('where').sort((a, b) => a.n - b.n);
  expect(where.map(({ n }) => n)).toEqual([3, 4, 5, 6, 7, 8]);
  for (const { n, id, job: name, task, subtask, limit } of where) {
    expect({ id, name, subtask, limit }).toEqual({ id: job.id, name: 'settings', subtask: n % 2, limit: 16 });
    expect(task).toMatch(new RegExp(`where.* \\(${subtask + 1}/2\\)#0$`));
  }

  for (const [parity, sum] of [
    ['odd', 15],
    ['even', 18],
  ] as const) {
    const sums = by('reduce').filter((value) => value.parity === parity);
    expect(sums.map(({ calls }) => calls)).toEqual([0, 1, 2]);
    expect(sums.at(-1)?.n).toBe(sum);
  }
  const lines: ConsoleLine[] = [];
  for await (const line of job.logs()) lines.push(line);
  expect(lines.filter(({ text }) => text === 'closed')).toHaveLength(2);

  // What waits for full buffers comes when the source has stopped.
  const late = by('full buffers');
  const made = (name: string): number[] => by(name).map((value) => value.made);
  expect(made('full buffers').sort()).toEqual(made('at once').sort());
  expect(Math.min(...late.map(({ got }) => got))).toBeGreaterThanOrEqual(Math.max(...made('full buffers')));
  expect(new Set([...late, ...by('at once')].map(({ watermark }) => watermark))).toEqual(new Set([NONE]));

  const tips = (name: string) => by(name).sort((a, b) => (a.driver < b.driver ? -1 : 1));
  const tip = (driver: string, ride: number, amount: number) => ({ driver, ride, tips: amount });
  for (const [name, ...expected] of [
    ['sum', tip('a', 0, 4), tip('b', 1, 10)],
    ['min', tip('a', 0, 1), tip('b', 1, 5)],
    ['max', tip('a', 0, 3), tip('b', 1, 5)],
    ['minBy', tip('a', 2, 1), tip('b', 1, 5)],
    ['maxBy', tip('a', 0, 3), tip('b', 3, 5)],
    ['sum of all', tip('a', 0, 14)],
    ['min of all', tip('a', 0, 1)],
    ['max of all', tip('a', 0, 5)],
    ['minBy of all', tip('a', 2, 1)],
    ['maxBy of all', tip('b', 1, 5)],
  ] as const) {
    expect(tips(name), name).toEqual(expected.map((record) => ({ by: name, ...record })));
  }

  expect(JSON.stringify(await ask(job, '/plan'))).toContain('tells where it runs');
});

it.each([
  [true, 'UNALIGNED_CHECKPOINT', { mode: 'exactly_once', max_concurrent: 1, unaligned_checkpoints: true }],
  [false, 'CHECKPOINT', { mode: 'at_least_once', max_concurrent: 3, unaligned_checkpoints: false }],
])('checkpoints are taken as a job asks for them: unaligned %s', async (unaligned, type, config) => {
  const job = await live.run(fileBeside(import.meta.url, 'jobs/checkpointed.ts'), { args: { unaligned } });
  expect(await ask(job, '/checkpoints/config')).toMatchObject(config);
  await expect.poll(async () => (await ask(job, '/checkpoints')).latest?.completed?.checkpoint_type).toBe(type);
});
