import { existsSync } from 'node:fs';
import path from 'node:path';
import { JobFailedError, JobGoneError, locationOf, pathOf } from '@workbook/flink';
import { kill, up } from '@workbook/services';
import { expect, test } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import { jobFile } from './job-folder.js';

// A folder whose name would be another one if a path became a URL on its way to Flink.
const live = useLive("Müller's büro");
const MISBEHAVE = fileBeside(import.meta.url, 'jobs/misbehave.ts');
const DOUBLE = fileBeside(import.meta.url, 'jobs/double.ts');

test('after the JobManager was killed a job is said to be gone, and goes on from its newest checkpoint', async () => {
  const [input = '', output = ''] = await live.topics('numbers', 'doubled');
  const job = await live.run(DOUBLE, { args: { broker: live.broker, input, output } });
  const without = await live.run(jobFile(WITHOUT_CHECKPOINTS), { args: { broker: live.broker, input } });
  await live.produce(input, [{ value: { n: 1 } }]);
  await live.consume(output, 1);
  // A checkpoint that was triggered after the record came through holds its offset.
  await job.savepoint();
  const checkpointed = await completedCheckpoints(job.id);
  await expect.poll(() => completedCheckpoints(job.id), { interval: 50 }).toBeGreaterThan(checkpointed + 1);

  const waiting = job.waitFor('FINISHED', { timeoutMs: 180_000 });
  waiting.catch(() => {});
  await kill(live.settings, 'jobmanager', 'SIGKILL');
  await up(live.settings);
  await expect(waiting).rejects.toBeInstanceOf(JobGoneError);
  await expect(job.status()).rejects.toThrow('Flink forgot its jobs when the JobManager ended');
  expect(await job.cancel()).toBeUndefined();

  const again = live.track(await live.client.resubmitFromLatestCheckpoint(job));
  expect(again.id).not.toBe(job.id);
  await again.waitFor('RUNNING', PATIENT);
  await live.produce(input, [{ value: { n: 2 } }]);
  const records = await live.consume(output, (all) => all.some(({ value }) => value.n === 4));
  expect(records.map(({ value }) => value.n)).toEqual([2, 4]);

  await expect(live.client.resubmitFromLatestCheckpoint(without)).rejects.toThrow('it makes no checkpoints');
}, 600_000);

test('a savepoint in a folder with a space, an apostrophe and an umlaut is where it was meant to be, and is found again', async () => {
  const [input = '', output = ''] = await live.topics('numbers', 'doubled');
  const args = { broker: live.broker, input, output };
  const job = await live.run(DOUBLE, { args });
  await live.produce(input, [{ value: { n: 1 } }]);
  await live.consume(output, 1);
  const folder = path.join(live.settings.home, 'my sav');
  const savepointPath = await job.stopWithSavepoint({ targetDirectory: locationOf(folder), ...PATIENT });
  const written = pathOf(savepointPath) ?? '';
  expect(path.dirname(written)).toBe(folder);
  expect(existsSync(path.join(written, '_metadata'))).toBe(true);

  await live.run(DOUBLE, { args, savepointPath });
  await live.produce(input, [{ value: { n: 2 } }]);
  const records = await live.consume(output, (all) => all.some(({ value }) => value.n === 4));
  expect(records.map(({ value }) => value.n)).toEqual([2, 4]);
}, 600_000);

test('memory that runs away in a function fails its job, and the next job runs', async () => {
  const [input = '', output = ''] = await live.topics('items', 'results');
  const job = await live.run(MISBEHAVE, { args: { broker: live.broker, input, output, deed: 'memory' } });
  await live.produce(input, [{ value: { n: 1 } }]);
  const error: unknown = await job.waitFor('FINISHED', PATIENT).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobFailedError);
  expect((error as JobFailedError).operator).toBe('deed: memory');
  expect((error as JobFailedError).message).toContain('memory');

  const [nextInput = '', nextOutput = ''] = await live.topics('items', 'results');
  await live.run(MISBEHAVE, { args: { broker: live.broker, input: nextInput, output: nextOutput, deed: 'pass' } });
  await live.produce(nextInput, [{ value: { n: 5 } }]);
  expect(await live.consume(nextOutput, 1)).toHaveLength(1);
}, 600_000);

async function completedCheckpoints(jobId: string): Promise<number> {
  const { counts } = await live.rest.get<{ counts: { completed: number } }>(`/jobs/${jobId}/checkpoints`);
  return counts.completed;
}

const WITHOUT_CHECKPOINTS = `import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
export default defineJob<{ broker: string; input: string }>('without', (env, { broker, input }) => {
  const source = new KafkaSource<unknown>({ bootstrapServers: broker, topics: [input], groupId: 'without' });
  env.fromSource(source, WatermarkStrategy.noWatermarks(), 'in').filter(() => false)
    .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: input }));
});
`;
