import { describe, expect, test } from 'vitest';
import { FlinkRest } from '../../src/cluster/rest.js';
import { takeSavepoint } from '../../src/cluster/savepoints.js';
import { startJob } from '../../src/cluster/start-job.js';
import { withUploadedJar } from '../../src/cluster/uploaded-jar.js';
import { ClusterSlowError, ClusterUnreachableError, RestError } from '../../src/failures/errors.js';
import { awaitReport } from '../../src/failures/failure-report.js';
import { type Answer, answering, TIMED_OUT } from './answering.js';

const LIMITS = { reconnectMs: 2_000, transientMs: 2_000, answerMs: 10_000 };
const JOB = { id: 'a'.repeat(32), name: 'totals' };
const RUNNING = { jid: JOB.id, name: JOB.name, state: 'RUNNING', 'start-time': 1, 'end-time': -1, vertices: [] };

describe('a read', () => {
  test.each<[string, Answer]>([
    ['status 500', TIMED_OUT],
    ['status 502', [502]],
    ['status 503', [503]],
    ['status 408', [408]],
    ['a broken connection', 'cut'],
  ])('that meets %s is asked again', async (_, trouble) => {
    const flink = await answering((_, before) => (before < 2 ? trouble : [200, { jobs: [] }]));
    const rest = new FlinkRest(flink.url, LIMITS);
    expect(await rest.get('/jobs')).toEqual({ jobs: [] });
    expect(flink.asked).toEqual(['GET /jobs', 'GET /jobs', 'GET /jobs']);
  });

  test('that gets no answer in time is asked again', async () => {
    const flink = await answering((_, before) => (before === 0 ? 'silent' : [200, { jobs: [] }]));
    expect(await new FlinkRest(flink.url, { ...LIMITS, answerMs: 200 }).get('/jobs')).toEqual({ jobs: [] });
  });

  test('whose connection broke is asked again also by who does not wait for a JobManager that restarts', async () => {
    const flink = await answering((_, before) => (before === 1 ? 'cut' : [200, { before }]));
    const rest = new FlinkRest(flink.url, { ...LIMITS, reconnectMs: 0 });
    expect([await rest.get('/jobs'), await rest.get('/jobs')]).toEqual([{ before: 0 }, { before: 2 }]);
  });

  test('that meets the same error for longer than the limit ends with it, in a sentence', async () => {
    const flink = await answering(() => TIMED_OUT);
    const reading = new FlinkRest(flink.url, { ...LIMITS, transientMs: 300 }).get('/jobs');
    await expect(reading).rejects.toMatchObject({ name: 'RestError', status: 500 });
    await expect(reading).rejects.toThrow('Flink answered GET /jobs with status 500: slow');
    expect(flink.asked.length).toBeGreaterThan(2);
  });

  test('that never gets an answer says that Flink runs, but is slow', async () => {
    const flink = await answering(() => 'silent');
    const reading = new FlinkRest(flink.url, { reconnectMs: 0, transientMs: 0, answerMs: 200 }).get('/jobs');
    await expect(reading).rejects.toBeInstanceOf(ClusterSlowError);
    await expect(reading).rejects.toThrow(
      /runs, but did not answer GET \/jobs within 0\.2 s\. The machine may be busy/,
    );
  });

  test.each([400, 404, 409])('that Flink refuses with %i is not asked again', async (status) => {
    const flink = await answering(() => [status, { errors: ['no'] }]);
    await expect(new FlinkRest(flink.url, LIMITS).get('/jobs')).rejects.toBeInstanceOf(RestError);
    expect(flink.asked).toHaveLength(1);
  });
});

describe('reads of the same at the same time', () => {
  test('are one request, and one that is broken off leaves the others their answer', async () => {
    const flink = await answering((_, before) => (before === 0 ? TIMED_OUT : [200, { before }]));
    const rest = new FlinkRest(flink.url, LIMITS);
    const impatient = new AbortController();
    const readings = [rest.get('/jobs/a'), rest.get('/jobs/a', impatient.signal), rest.get('/jobs/a')];
    impatient.abort(new RangeError('enough'));
    expect(await Promise.allSettled(readings)).toMatchObject([
      { value: { before: 1 } },
      { reason: { message: 'enough' } },
      { value: { before: 1 } },
    ]);
    expect(flink.asked).toHaveLength(2);
  });

  test('that nobody waits for any more are broken off, and do not answer the next', async () => {
    const flink = await answering((_, before) => (before === 0 ? 'silent' : [200, { before }]));
    const rest = new FlinkRest(flink.url, LIMITS);
    const impatient = new AbortController();
    const reading = rest.get('/jobs/a', impatient.signal);
    await expect.poll(() => flink.asked).toHaveLength(1);
    impatient.abort(new RangeError('enough'));
    await expect(reading).rejects.toThrow('enough');
    expect(await rest.get('/jobs/a')).toEqual({ before: 1 });
  });

  test('never give an answer from before a change', async () => {
    const flink = await answering((request, before) =>
      request.startsWith('GET') && before === 0 ? 'silent' : [200, { before }],
    );
    const rest = new FlinkRest(flink.url, { ...LIMITS, answerMs: 1_000 });
    const early = rest.get('/jobs/a');
    await expect.poll(() => flink.asked).toHaveLength(1);
    await rest.patch('/jobs/a?mode=cancel');
    expect(await rest.get('/jobs/a')).toEqual({ before: 1 });
    expect(await early).toMatchObject({ before: 2 });
  });
});

describe('a change', () => {
  test.each<[string, (rest: FlinkRest) => Promise<unknown>]>([
    ['PATCH', (rest) => rest.patch('/x')],
    ['DELETE', (rest) => rest.delete('/x')],
    ['POST', (rest) => rest.post('/x', {}, { repeatable: true })],
  ])('by %s that is harmless twice is asked for again', async (method, change) => {
    const flink = await answering((_, before) => (before === 0 ? TIMED_OUT : before === 1 ? 'cut' : [202]));
    await change(new FlinkRest(flink.url, LIMITS));
    expect(flink.asked).toEqual(Array.from({ length: 3 }, () => `${method} /x`));
  });

  test.each<[Answer]>([[TIMED_OUT], ['cut'], ['silent']])(
    'that may have been carried out is not asked for again: %j',
    async (trouble) => {
      const flink = await answering(() => trouble);
      const rest = new FlinkRest(flink.url, { ...LIMITS, answerMs: 500 });
      await expect(rest.post('/x', {})).rejects.toThrow();
      expect(flink.asked).toHaveLength(1);
    },
  );

  test('that no JobManager took is asked for again', async () => {
    const flink = await answering((_, before) => (before < 2 ? [503] : [200]));
    await new FlinkRest(flink.url, LIMITS).post('/x', {});
    expect(flink.asked).toHaveLength(3);
  });

  test('where nothing listens is reported with what to do', async () => {
    const rest = new FlinkRest('http://127.0.0.1:9', { ...LIMITS, reconnectMs: 0 });
    await expect(rest.post('/x', {})).rejects.toBeInstanceOf(ClusterUnreachableError);
    await expect(rest.get('/x')).rejects.toThrow('Start it with "npm run services up"');
  });
});

test('a savepoint whose request is repeated is one savepoint: Flink knows it by its id', async () => {
  const flink = await answering((request, before) => {
    if (request.startsWith('POST')) return before === 0 ? 'cut' : [202, { 'request-id': 'whatever' }];
    return [200, { status: { id: 'COMPLETED' }, operation: { location: 'file:/s' } }];
  });
  const rest = new FlinkRest(flink.url, LIMITS);
  expect(await takeSavepoint(rest, JOB, 'stop', {})).toBe('file:/s');
  const [first, second] = flink.bodies.map((body) => (body ? (JSON.parse(body) as { triggerId: string }) : undefined));
  expect(first?.triggerId).toMatch(/^[0-9a-f]{32}$/);
  expect(second).toEqual(first);
  expect(flink.asked.at(-1)).toBe(`GET /jobs/${JOB.id}/savepoints/${first?.triggerId}`);
});

describe('a job whose start Flink does not confirm', () => {
  const start = (url: string) => startJob(new FlinkRest(url, { ...LIMITS, answerMs: 300 }), '/jars/j', JOB, {});
  const asked = `GET /jobs/${JOB.id}`;

  test.each<[string, Answer]>([
    ['no answer in time', 'silent'],
    ['a broken connection', 'cut'],
    ['a time-out within Flink', TIMED_OUT],
  ])('is found by its id: %s', async (_, trouble) => {
    const flink = await answering((request, before) =>
      request.startsWith('POST') ? trouble : before < 2 ? [404] : [200, RUNNING],
    );
    await start(flink.url);
    expect(flink.asked).toEqual(['POST /jars/j/run', asked, asked, asked]);
    expect(JSON.parse(flink.bodies[0] ?? '')).toMatchObject({ jobId: JOB.id });
  });

  test.each<[string, Answer]>([
    ['no job', [404]],
    ['a failed job', [200, { ...RUNNING, state: 'FAILED' }]],
  ])('is refused for the reason that Flink gives where it leaves %s', async (_, left) => {
    const refusal: Answer = [500, { errors: ['<Exception on server side:\njava.io.IOException: no such savepoint'] }];
    const flink = await answering((request) => (request.startsWith('POST') ? refusal : left));
    await expect(start(flink.url)).rejects.toThrow('no such savepoint');
    expect(flink.asked).toEqual(['POST /jars/j/run', asked]);
  });
});

test('a jar whose upload was repeated is removed as often as Flink has it, and nobody else’s', async () => {
  const files = [
    { id: '1_totals.jar', name: 'totals.jar' },
    { id: '2_totals.jar', name: 'totals.jar' },
    { id: '3_other.jar', name: 'other.jar' },
  ];
  const flink = await answering((request, before) => {
    if (request === 'POST /jars/upload') return before === 0 ? 'cut' : [200, { filename: '/tmp/2_totals.jar' }];
    return request === 'GET /jars' ? [200, { files }] : [200];
  });
  const routes: string[] = [];
  await withUploadedJar(new FlinkRest(flink.url, LIMITS), 'totals.jar', new Blob(['jar']), async (route) => {
    routes.push(route);
  });
  expect(routes).toEqual(['/jars/2_totals.jar']);
  const removed = flink.asked.filter((request) => request.startsWith('DELETE'));
  expect(removed.sort()).toEqual(['DELETE /jars/1_totals.jar', 'DELETE /jars/2_totals.jar']);
});

test.each([
  ['java.util.concurrent.CancellationException\n\tat a.b(C.java:1)\n', 'java.util.concurrent.CancellationException'],
  ['java.io.IOException: outer\n\tat a.b(C.java:1)\nCaused by: a.InnerException: inner\n\t... 3 more\n', 'inner'],
])('of %j on the server’s side, the message is that of the innermost cause', async (trace, message) => {
  const errors = ['Internal server error.', `<Exception on server side:\n${trace}\nEnd of exception on server side>`];
  const flink = await answering(() => [400, { errors }]);
  await expect(new FlinkRest(flink.url, LIMITS).get('/x')).rejects.toThrow(
    `Flink answered GET /x with status 400: ${message}`,
  );
});

describe('the report of a failed job', () => {
  test('may come later than the state', async () => {
    const flink = await answering(() => [200, { 'refresh-interval': 50 }]);
    let asked = 0;
    const ask = async () => (++asked < 4 ? undefined : 'report');
    expect(await awaitReport(new FlinkRest(flink.url, LIMITS), ask)).toBe('report');
  });

  test('is not waited for when Flink’s answers can’t be old any more', async () => {
    const flink = await answering(() => [200, { 'refresh-interval': 50 }]);
    let asked = 0;
    const ask = async () => void ++asked;
    expect(await awaitReport(new FlinkRest(flink.url, LIMITS), ask)).toBeUndefined();
    expect(asked).toBeGreaterThanOrEqual(4);
  });
});
