import { FlinkClient, JobCanceledError, RestError, UnknownJobError } from '@workbook/flink';
import { describe, expect, test } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import { jobFile } from './job-folder.js';
import { type Fate, proxyOf } from './rest-proxy.js';

const live = useLive();
const DOUBLE = fileBeside(import.meta.url, 'jobs/double.ts');
const BOUNDED = fileBeside(import.meta.url, 'jobs/bounded.ts');

async function runDouble() {
  const [input = '', output = ''] = await live.topics('numbers', 'doubled');
  const job = await live.run(DOUBLE, { args: { broker: live.broker, input, output } });
  return { job, input, output };
}

/** Other test files submit other jobs. */
async function uploadedJars(): Promise<unknown[]> {
  const { files } = await live.rest.get<{ files: { name: string }[] }>('/jars');
  return files.filter(({ name }) => name.startsWith('double-'));
}

test('a job is submitted, runs, works, prints and is cancelled', async () => {
  const { job, input, output } = await runDouble();
  const before = Date.now();
  await live.produce(input, [{ value: { n: 21 } }]);
  expect((await live.consume(output, 1)).map(({ value }) => value)).toEqual([{ n: 42 }]);

  for await (const line of job.logs()) {
    expect(line).toMatchObject({ level: 'log', operator: 'double', subtask: 0, text: 'doubling {"n":21}' });
    expect(line.time).toBeGreaterThanOrEqual(before);
    expect(line.time).toBeLessThanOrEqual(Date.now());
    break;
  }
  expect(await job.cancel()).toBe('CANCELED');
  expect((await job.status()).endTime).toBeGreaterThan(0);
  expect(await job.cancel()).toBe('CANCELED');
});

test('a bounded job finishes, and all that it printed is read', async () => {
  const [output = ''] = await live.topics('odd');
  const job = await live.submit(BOUNDED, { args: { broker: live.broker, output } });
  const lines: string[] = [];
  for await (const { text } of job.logs()) lines.push(text);
  expect(lines).toEqual(['seen 1', 'seen 2', 'seen 3']);
  expect((await job.waitFor('FINISHED', PATIENT)).state).toBe('FINISHED');
  expect(await live.consume(output, 2)).toHaveLength(2);
  expect(await job.failure()).toBeUndefined();
});

test('no uploaded jar is left on the cluster', async () => {
  await runDouble();
  expect(await uploadedJars()).toEqual([]);
});

test('another process finds the job by id, by the beginning of its id and by its name, with its plan', async () => {
  const { job } = await runDouble();
  const elsewhere = new FlinkClient(live.client.url);
  for (const key of [job.id, job.id.slice(0, 10), 'double']) {
    const found = await elsewhere.job(key);
    expect(found.name).toBe('double');
    expect(found.plan?.nodes).toHaveLength(3);
  }
  await expect(elsewhere.job('duoble')).rejects.toThrow('Did you mean double?');
  await expect(elsewhere.job('duoble')).rejects.toBeInstanceOf(UnknownJobError);
  expect(await elsewhere.list()).toContainEqual(
    expect.objectContaining({ id: job.id, state: 'RUNNING', endTime: undefined }),
  );
});

test('metrics count records per operator', async () => {
  const { job, input, output } = await runDouble();
  await live.produce(input, [{ value: { n: 1 } }, { value: { n: 2 } }, { value: { n: 3 } }]);
  await live.consume(output, 3);
  await expect
    .poll(async () => (await job.metrics()).operators.find(({ name }) => name === 'double'), { interval: 100 })
    .toMatchObject({ recordsIn: 3, recordsOut: 3, lateRecordsDropped: 0, watermark: undefined });
});

test('metrics tell watermarks and how many late records were dropped', async () => {
  const [input = '', output = ''] = await live.topics('events', 'last');
  const job = await live.run(fileBeside(import.meta.url, 'jobs/windows.ts'), {
    args: { broker: live.broker, input, output },
  });
  await live.produce(input, [{ value: { at: 1_000 } }, { value: { at: 60_000 } }]);
  // The first window has fired, so a record for it comes too late.
  await live.consume(output, 1);
  await live.produce(input, [{ value: { at: 2_000 } }]);
  const measured = async () => {
    const { lateRecordsDropped, operators } = await job.metrics();
    return { lateRecordsDropped, last: operators.find(({ name }) => name === 'last') };
  };
  const last = { recordsIn: 3, watermark: 54_999, lateRecordsDropped: 1 };
  await expect.poll(measured, { interval: 100 }).toMatchObject({ lateRecordsDropped: 1, last });
});

describe('savepoints', () => {
  test('a job that was stopped with one goes on where it stopped', async () => {
    const { job, input, output } = await runDouble();
    await live.produce(input, [{ value: { n: 1 } }]);
    await live.consume(output, 1);
    const savepointPath = await job.stopWithSavepoint();
    expect((await job.status()).state).toBe('FINISHED');

    await live.produce(input, [{ value: { n: 2 } }]);
    await live.run(DOUBLE, { args: { broker: live.broker, input, output }, savepointPath });
    const records = await live.consume(output, (all) => all.some(({ value }) => value.n === 4));
    expect(records.map(({ value }) => value.n)).toEqual([2, 4]);
  });

  test('can be taken while the job goes on', async () => {
    const { job } = await runDouble();
    expect(await job.savepoint()).toMatch(/^file:/);
    expect((await job.status()).state).toBe('RUNNING');
  });

  test('that do not exist are refused in a sentence', async () => {
    const [input = '', output = ''] = await live.topics('numbers', 'doubled');
    const options = { args: { broker: live.broker, input, output }, savepointPath: 'file:///nowhere/savepoint-1' };
    const error: unknown = await live.run(DOUBLE, options).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('/nowhere/savepoint-1');
    expect(String(error)).not.toMatch(/\n\s+at /);
  });
});

describe('waiting', () => {
  test('for a job that is cancelled meanwhile ends at once', async () => {
    const { job } = await runDouble();
    const waiting = job.waitFor('FINISHED');
    waiting.catch(() => {});
    await job.cancel();
    await expect(waiting).rejects.toBeInstanceOf(JobCanceledError);
  });

  test('ends with the deadline, and says how things stand', async () => {
    const { job } = await runDouble();
    await expect(job.waitFor('FINISHED', { timeoutMs: 300 })).rejects.toThrow(
      'Waited 0.3 s for job double to be FINISHED; it is RUNNING.',
    );
  });

  test('ends when it is aborted', async () => {
    const { job } = await runDouble();
    const signal = AbortSignal.timeout(100);
    await expect(job.waitFor('FINISHED', { signal })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

test.each(['/jars/upload', '/run'])(
  'a submission that is aborted while it asks for %s leaves neither job nor jar',
  async (step) => {
    const [input = '', output = ''] = await live.topics('numbers', 'doubled');
    const abort = new AbortController();
    const url = await proxyOf(live.client.url, (request) => {
      if (request.startsWith('POST ') && request.endsWith(step)) abort.abort();
    });
    const args = { broker: live.broker, input, output };
    const submitting = new FlinkClient(url).submit(DOUBLE, { args, typeCheck: false, signal: abort.signal });
    await expect(submitting).rejects.toMatchObject({ name: 'AbortError' });
    expect(abort.signal.aborted).toBe(true);
    expect(await uploadedJars()).toEqual([]);
    expect((await live.livingJobs()).map(({ name }) => name)).not.toContain('double');
  },
);

describe('where Flink answers a request with status 500 once, as on a slow machine,', () => {
  /** The first request of each kind meets this; ids in routes are left out. */
  const troubledFlink = (fateOf: (request: string) => Fate) => {
    const met = new Set<string>();
    return proxyOf(live.client.url, (request) => {
      const kind = request.replace(/[0-9a-f-]{32,}(?:_[^/]*)?|\?.*/g, '…');
      if (met.has(kind)) return undefined;
      met.add(kind);
      return fateOf(request);
    });
  };

  test.each<Fate>(['refused', 'lost'])('everything that a job needs goes on: %s', async (fate) => {
    const [input = '', output = ''] = await live.topics('numbers', 'doubled');
    const refused: string[] = [];
    // What Flink has not heard of may be sent again; what it has, only where that is harmless, or is found out.
    const url = await troubledFlink((request) => {
      if (fate === 'refused' && request.endsWith('/run')) return undefined;
      refused.push(request);
      return fate;
    });
    const args = { broker: live.broker, input, output };
    const job = live.track(await new FlinkClient(url).submit(DOUBLE, { args, typeCheck: false }));
    await job.waitFor('RUNNING', PATIENT);
    await live.produce(input, [{ value: { n: 21 } }]);
    await live.consume(output, 1);
    expect((await job.describe()).state).toBe('RUNNING');
    expect(await job.savepoint()).toMatch(/^file:/);
    expect(await job.stopWithSavepoint(PATIENT)).toMatch(/^file:/);
    expect(await job.failure()).toBeUndefined();
    const kinds = [/^POST \/jars\/upload$/, /^GET \/jobs\/\w+$/, /^POST .*\/savepoints$/, /^POST .*\/stop$/];
    for (const kind of kinds) expect(refused).toContainEqual(expect.stringMatching(kind));
    expect(await uploadedJars()).toEqual([]);
    expect((await live.livingJobs()).map(({ name }) => name)).not.toContain('double');
  });

  test('a job whose connection breaks while it is started is followed, and started once', async () => {
    const [input = '', output = ''] = await live.topics('numbers', 'doubled');
    const url = await troubledFlink((request) => (request.endsWith('/run') ? 'cut' : undefined));
    const args = { broker: live.broker, input, output };
    const job = live.track(await new FlinkClient(url).submit(DOUBLE, { args, typeCheck: false }));
    await job.waitFor('RUNNING', PATIENT);
    expect((await live.livingJobs()).filter(({ name }) => name === 'double')).toHaveLength(1);
    expect(await job.cancel(PATIENT)).toBe('CANCELED');
  });
});

test('a job is cancelled when its block is left', async () => {
  const { job } = await runDouble();
  await job[Symbol.asyncDispose]();
  expect((await job.status()).state).toBe('CANCELED');
});

test('a job that is submitted for a callback ends with it, also when it throws', async () => {
  const [input, output] = await live.topics('numbers', 'doubled');
  const options = { args: { broker: live.broker, input, output }, typeCheck: false };
  const ids: string[] = [];
  const doubled = await live.client.submit(DOUBLE, options, async (job) => {
    ids.push(job.id);
    await live.produce(input, [{ value: { n: 21 } }]);
    return (await live.consume(output, 1))[0]?.value.n as number;
  });
  expect(doubled).toBe(42);
  const failing = live.client.submit(DOUBLE, options, (job) => {
    ids.push(job.id);
    throw new RangeError('enough');
  });
  await expect(failing).rejects.toThrow('enough');
  const ended = (await live.client.list()).filter(({ id }) => ids.includes(id));
  expect(ended.map(({ state }) => state)).toEqual(['CANCELED', 'CANCELED']);
});

test('a job is described with the state, figures and failures that it has now', async () => {
  const { job, input, output } = await runDouble();
  await live.produce(input, [{ value: { n: 1 } }]);
  await live.consume(output, 1);
  const described = async () => {
    const { state, operators, failures } = await job.describe();
    return { state, failures, double: operators.find(({ name }) => name === 'double')?.recordsOut };
  };
  await expect.poll(described, { interval: 100 }).toEqual({ state: 'RUNNING', failures: [], double: 1 });
});

test('a job whose types are wrong leaves neither job nor jar, although its jar was on its way', async () => {
  const file = jobFile(`import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
const kafka = { bootstrapServers: '127.0.0.1:1' };
export default defineJob('mistyped', (env) => {
  env.fromSource(new KafkaSource<{ n: number }>({ ...kafka, topics: 'a', groupId: 'a' }), WatermarkStrategy.noWatermarks(), 'a')
    .map((record) => record.m)
    .sinkTo(new KafkaSink({ ...kafka, topic: 'b' }));
});
`);
  await expect(live.client.submit(file)).rejects.toThrow(/job\.ts:5:29: .*'m' does not exist/);
  expect((await live.client.list()).map(({ name }) => name)).not.toContain('mistyped');
  expect(JSON.stringify(await live.rest.get('/jars'))).not.toContain('mistyped');
});

test("what is not Flink's REST API is told in a sentence", async () => {
  const client = new FlinkClient(`${live.client.url}/no-such-path`);
  await expect(client.list()).rejects.toBeInstanceOf(RestError);
  await expect(client.list()).rejects.toThrow(/status 404/);
  const args = { broker: live.broker, input: 'in', output: 'out' };
  await expect(client.submit(DOUBLE, { args, typeCheck: false })).rejects.toThrow("is not Flink's REST API");
});
