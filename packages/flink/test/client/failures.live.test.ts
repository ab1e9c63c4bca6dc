import path from 'node:path';
import { FlinkClient, JobFailedError, type JobHandle, JobPlanError } from '@workbook/flink';
import { status } from '@workbook/services';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import { causeHadEventBeenLost } from '../lost-event.js';
import type { Deed } from './jobs/misbehave.js';

const live = useLive();
const MISBEHAVE = fileBeside(import.meta.url, 'jobs/misbehave.ts');
const DOUBLE = fileBeside(import.meta.url, 'jobs/double.ts');
const OTHER_GRAPH = fileBeside(import.meta.url, 'jobs/other-graph.ts');

async function submit(deed: Deed, more: object = {}) {
  const [input = '', output = ''] = await live.topics('items', 'results');
  const job = await live.submit(MISBEHAVE, { args: { broker: live.broker, input, output, deed, ...more } });
  return { job, input, output };
}

async function failure(job: JobHandle): Promise<JobFailedError> {
  const error: unknown = await job.waitFor('FINISHED', PATIENT).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobFailedError);
  return error as JobFailedError;
}

test('a throw is shown at its line in TypeScript, with its operator and its record', async () => {
  const { job, input } = await submit('throw');
  await live.produce(input, [{ value: { n: 7, note: 'a\u001b[31m' } }]);
  const error = await failure(job);
  expect(error.position).toMatchObject({ line: 6, function: 'upperCase' });
  expect(path.basename(error.position?.file ?? '')).toBe('upper-case.ts');
  expect(error.operator).toBe('deed: throw');
  expect(JSON.parse(error.record ?? '')).toMatchObject({ n: 7 });
  expect(error.message).toContain('upper-case.ts:6:');
  expect(error.message).toContain('> 6 |   return deep.text.toUpperCase();');
  expect(error.message).toContain('TypeError');
  expect(error.message).not.toContain('\u001b');
  expect(error.message).not.toMatch(/\.java|bundle\.js/);
  expect(await causeHadEventBeenLost(live.rest, job)).toBe(error.message);
});

test('an endless loop in a function is stopped and named', async () => {
  const { job, input } = await submit('loop');
  await live.produce(input, [{ value: { n: 1 } }]);
  const error = await failure(job);
  expect(error.position?.line).toBeOneOf([16, 17]);
  expect(error.operator).toBe('deed: loop');
  expect(error.message).toContain('endless loop');
});

test('a promise is refused, and the remedy is named', async () => {
  const { job, input } = await submit('promise');
  await live.produce(input, [{ value: { n: 1 } }]);
  const error = await failure(job);
  expect(error.operator).toBe('deed: promise');
  expect(error.message).toMatch(/[Aa]sync I\/O/);
});

test('a value that JSON can not carry is refused with its path', async () => {
  const { job, input } = await submit('nan');
  await live.produce(input, [{ value: { n: 1 } }]);
  const error = await failure(job);
  expect(error.message).toContain('ratio');
  expect(error.message).toContain('NaN');
  // The function has returned: the line is that of the operator.
  expect(error.position).toMatchObject({ line: 50 });
});

test('a record that is not JSON is shown, and the remedy is named', async () => {
  const { job, input } = await submit('pass');
  await live.produce(input, [{ value: 'not JSON' }]);
  const error = await failure(job);
  expect(error.record).toContain('not JSON');
  expect(error.position).toMatchObject({ line: 49 });
  expect(error.message).toContain('malformed()');
});

test('a job that keeps restarting says why when its wait ends', async () => {
  const { job, input } = await submit('once', { restarts: 1000 });
  await job.waitFor('RUNNING', PATIENT);
  await live.produce(input, [{ value: { n: 2 } }]);
  await expect.poll(() => job.exceptions()).not.toEqual([]);
  await expect(job.waitFor('FINISHED', { timeoutMs: 300 })).rejects.toThrow(
    /Waited 0.3 s[\s\S]*this happens each time/,
  );
  expect((await job.exceptions())[0]?.position).toMatchObject({ line: 25 });
});

test('a module that builds another graph on the cluster is refused', async () => {
  const [output = ''] = await live.topics('results');
  const job = await live.submit(OTHER_GRAPH, { args: { broker: live.broker, output } });
  const error = await failure(job);
  expect(error.message).toContain('another graph');
  expect(error.message).toContain('"node"');
});

test('a topic that does not exist is refused before submission, with the nearest name', async () => {
  const [input = '', output = ''] = await live.topics('records', 'results');
  const submit = (topics: { input: string; output: string }) =>
    live.submit(MISBEHAVE, { args: { broker: live.broker, deed: 'pass', ...topics } });
  const error: unknown = await submit({ input, output: `${output}x` }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobPlanError);
  expect((error as JobPlanError).position).toMatchObject({ line: 52 });
  expect((error as JobPlanError).message).toContain(
    `There is no topic "${output}x" on ${live.broker}; "Sink: ${output}x" writes it. Did you mean "${output}"? Otherwise create it: "npm run kafka create ${output}x".`,
  );
  await expect(submit({ input: 'no such topic', output })).rejects.toThrow('There is no topic "no such topic"');
});

test('a topic that is gone when the job runs is named', async () => {
  const job = await live.submit(MISBEHAVE, {
    args: { broker: live.broker, input: 'no-such-topic', output: 'o', deed: 'pass' },
    missingTopics: 'ignore',
  });
  const error = await failure(job);
  expect(error.inFunction).toBe(false);
  expect(error.message).toContain('there is no topic no-such-topic');
});

test('a job that is refused in Node never reaches the cluster', async () => {
  const jobs = async () => (await live.client.list()).filter(({ name }) => name === 'misbehave').length;
  const before = await jobs();
  await expect(live.submit(MISBEHAVE, { args: { broker: '' } })).rejects.toBeInstanceOf(JobPlanError);
  expect(await jobs()).toBe(before);
});

test('where the TaskManager has died, a submission starts it again and says so', async () => {
  const [input = '', output = ''] = await live.topics('numbers', 'doubled');
  const taskManager = async () => (await status(live.settings)).find(({ service }) => service === 'taskmanager');
  const say = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => say.mockRestore());
  process.kill((await taskManager())?.pid ?? 0, 'SIGKILL');
  await expect.poll(async () => (await taskManager())?.state).toBe('crashed');
  const registered = async () => (await live.rest.get<{ taskmanagers: number }>('/overview')).taskmanagers;
  await expect.poll(registered).toBe(0);

  const args = { broker: live.broker, input, output };
  const job = live.track(await new FlinkClient().submit(DOUBLE, { args, typeCheck: false }));
  expect(say.mock.calls.flat()).toEqual([
    'Flink TaskManager had ended. Starting it again …',
    'Flink TaskManager runs again.',
  ]);
  await job.waitFor('RUNNING', PATIENT);
  await live.produce(input, [{ value: { n: 21 } }]);
  expect(await live.consume(output, 1)).toHaveLength(1);
}, 600_000);
