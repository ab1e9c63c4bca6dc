import { readFileSync } from 'node:fs';
import type { JobHandle } from '@workbook/flink';
import { describe, expect, test } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import type { AskArgs } from './jobs/ask.js';
import { gate, type Reply, TestService } from './service.js';

const live = useLive();
const ASK = fileBeside(import.meta.url, 'jobs/ask.ts');
const FRAMES = fileBeside(import.meta.url, 'jobs/frames.ts');
const lines = readFileSync(ASK, 'utf8').split('\n');
const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1;

type Options = Partial<Omit<AskArgs, 'broker' | 'in' | 'out' | 'url'>>;

async function ask(url: string, count: number, options: Options = {}): Promise<{ out: string; job: JobHandle }> {
  const [input, out] = await live.topics('questions', 'answers');
  await live.produce(
    input,
    Array.from({ length: count }, (_, n) => ({ value: { n } })),
  );
  const job = await live.submit(ASK, { args: { broker: live.broker, in: input, out, url, ...options } });
  return { out, job };
}

const answersOf = async (out: string, count: number) => (await live.consume(out, count)).map(({ value }) => value);

async function failureOf(url: string, options: Options = {}): Promise<string> {
  const { job } = await ask(url, 1, options);
  expect((await job.waitForEnd(PATIENT)).state).toBe('FAILED');
  return (await job.failure())?.message ?? '';
}

const double = (n: number): Reply => ({ body: { value: n * 2 } });

describe('results', () => {
  /** The first question waits until all others were answered. */
  async function slowFirst(ordered: boolean) {
    const held = gate();
    const service = await TestService.start(async ({ json }) => {
      if (json.n === 0) await held.opened;
      return double(json.n);
    });
    const { out, job } = await ask(service.url, 50, { ordered });
    await job.waitFor('RUNNING', PATIENT);
    await expect.poll(() => service.asked.length, { interval: 20 }).toBe(50);
    return { out, held };
  }

  test('leave orderedWait in the order of their records, however late an answer is', async () => {
    const { out, held } = await slowFirst(true);
    held.open();
    expect(await answersOf(out, 50)).toEqual(Array.from({ length: 50 }, (_, n) => ({ n, value: n * 2 })));
  });

  test('leave unorderedWait as they come, all of them', async () => {
    const { out, held } = await slowFirst(false);
    expect((await answersOf(out, 49)).map(({ n }) => n)).not.toContain(0);
    held.open();
    const all = (await answersOf(out, 50)).map(({ n }) => n as number);
    expect(all.at(-1)).toBe(0);
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test('belong to their records as they were, where object reuse lets these change while they wait', async () => {
    const held = gate();
    const service = await TestService.start(async ({ json }) => {
      await held.opened;
      return double(json.n);
    });
    const { out } = await ask(service.url, 2, { ordered: true, twice: true });
    await expect.poll(() => service.asked.length, { interval: 20, timeout: PATIENT.timeoutMs }).toBe(4);
    held.open();
    expect(await answersOf(out, 4)).toEqual([0, 100, 1, 101].map((n) => ({ n, value: n * 2 })));
  });

  test('are asked for with the headers and the record, and travel as bytes where the job says so', async () => {
    const service = await TestService.start(({ method, path, body }) =>
      method === 'GET'
        ? { body: { path } }
        : { body: Buffer.from([...body].reverse()), headers: { 'content-type': 'image/jpeg' } },
    );
    const [out] = await live.topics('frames');
    const endpoint = { url: service.url, headers: { authorization: 'Bearer secret' } };
    const args = { broker: live.broker, out, service: endpoint, site: `http://127.0.0.1:${service.port}` };
    await live.submit(FRAMES, { args });
    const results = await answersOf(out, 2);
    expect(results).toContainEqual({ id: 7, thumbnail: Buffer.from([2, 1, 0, 0xff, 0xd8, 0xff]).toString('base64') });
    expect(results).toContainEqual({ path: '/frames/7?title=Zo%C3%AB%20%F0%9F%91%80%20%22x%22' });
    const upload = service.asked.find(({ method }) => method === 'POST');
    expect([...(upload?.body ?? [])]).toEqual([0xff, 0xd8, 0xff, 0, 1, 2]);
    expect(upload?.headers).toMatchObject({
      authorization: 'Bearer secret',
      'content-type': 'application/octet-stream',
    });
    expect(JSON.parse(String(upload?.headers['x-record']))).toEqual({ id: 7, title: 'Zoë 👀 "x"' });
  });
});

describe('back-pressure', () => {
  test('a subtask asks no more at a time than its capacity', async () => {
    const held = gate();
    const service = await TestService.start(async ({ json }, { asked }) => {
      if (asked.length === 3) held.open();
      await held.opened;
      return double(json.n);
    });
    const { out } = await ask(service.url, 30, { capacity: 3 });
    expect(await answersOf(out, 30)).toHaveLength(30);
    expect(service.maxInFlight).toBe(3);
  });

  test('nor has it more bytes in flight than allowed, but a record that is larger still goes, alone', async () => {
    const service = await TestService.start(({ json }) => double(json.n));
    const [input, out] = await live.topics('questions', 'answers');
    const text = 'x'.repeat(10_000);
    const questions = Array.from({ length: 20 }, (_, n) => ({ value: { n, text: n === 10 ? text.repeat(5) : text } }));
    await live.produce(input, questions);
    const args = { broker: live.broker, in: input, out, url: service.url, maxBytesInFlight: 25_000 };
    await live.submit(ASK, { args });
    expect(await answersOf(out, 20)).toHaveLength(20);
    expect(service.maxInFlight).toBeLessThanOrEqual(2);
  });

  test('a service that is busy is asked again when it says', async () => {
    const at: number[] = [];
    const service = await TestService.start(({ json }) => {
      at.push(performance.now());
      return at.length === 1 ? { status: 503, headers: { 'retry-after': '1' } } : double(json.n);
    });
    const { out } = await ask(service.url, 1);
    expect(await answersOf(out, 1)).toEqual([{ n: 0, value: 0 }]);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(950);
  });
});

describe('a service that gives no answer', () => {
  test('in time is replaced by what timeout returns', async () => {
    const service = await TestService.start(({ json }) =>
      json.n === 1 ? new Promise<Reply>(() => {}) : double(json.n),
    );
    // The first call on a cold TaskManager takes longer.
    await answersOf((await ask(service.url, 1)).out, 1);
    // Long enough for the two that are answered, also on a busy machine.
    const { out } = await ask(service.url, 3, { ordered: true, fallback: true, timeoutMs: 10_000 });
    expect(await answersOf(out, 3)).toEqual([
      { n: 0, value: 0 },
      { n: 1, value: null },
      { n: 2, value: 4 },
    ]);
    await expect.poll(() => service.inFlight, { interval: 50 }).toBe(0);
  });

  test('in time fails the job, if nothing replaces it', async () => {
    const service = await TestService.start(() => new Promise<Reply>(() => {}));
    const failure = await failureOf(service.url, { timeoutMs: 300 });
    expect(failure).toContain(`${service.url} did not answer within 300 ms`);
    expect(failure).toContain(`ask.ts:${lineOf('the line of the plain call')}`);
    // Nothing is asked any more when the task has ended.
    await expect.poll(() => service.inFlight, { interval: 50 }).toBe(0);
  });

  test('at all is named with operator, address and line', async () => {
    const service = await TestService.start(() => ({}));
    await service.close();
    const failure = await failureOf(service.url);
    expect(failure).toMatch(/Job ask failed in operator "ask": nothing answers at http:\/\/127\.0\.0\.1:\d+\/ask/);
    expect(failure).toContain(`ask.ts:${lineOf('the line of the plain call')}`);
    expect(failure).toContain('record: {"n":0}');
  });

  test('because of an error is quoted with its status', async () => {
    const service = await TestService.start(() => ({
      status: 500,
      body: { error: 'analyse.ts:3:9: Error: too dark' },
    }));
    const failure = await failureOf(`${service.url}?key=secret`);
    expect(failure).toContain(`${service.url} answered with status 500: analyse.ts:3:9: Error: too dark`);
    expect(failure).not.toContain('secret');
  });

  test.each<[string, Reply, RegExp]>([
    [
      'no JSON',
      { body: '<p>', headers: { 'content-type': 'application/json' } },
      /status 200, but with a body that is no JSON: <p>/,
    ],
    ['nothing', { body: '', headers: { 'content-type': 'application/json' } }, /with an empty body/],
    [
      'a number that is too big',
      { body: '{"value":9007199254740993}', headers: { 'content-type': 'application/json' } },
      /the number 9007199254740993, which a JavaScript number can't hold/,
    ],
  ])('but %s, is named', async (_, reply, sentence) => {
    const service = await TestService.start(() => reply);
    expect(await failureOf(service.url)).toMatch(sentence);
  });
});

test('a throw in response fails the job at its line, with the record', async () => {
  const service = await TestService.start(({ json }) => double(json.n));
  const failure = await failureOf(service.url, { response: 'throw' });
  expect(failure).toContain(`ask.ts:${lineOf('throw new RangeError')}`);
  expect(failure).toContain('RangeError: no use for 0');
});

describe('retry', () => {
  test('asks again after failures and empty results until there is an answer', async () => {
    const attempts = new Map<number, number>();
    const service = await TestService.start(({ json: { n } }) => {
      const attempt = (attempts.get(n) ?? 0) + 1;
      attempts.set(n, attempt);
      if (attempt === 1) return { status: 500, body: 'down' };
      return attempt === 2 ? { status: 204 } : double(n);
    });
    const { out } = await ask(service.url, 10, { ordered: true, retry: 'exponential', capacity: 4 });
    expect(await answersOf(out, 10)).toEqual(Array.from({ length: 10 }, (_, n) => ({ n, value: n * 2 })));
    expect([...attempts.values()]).toEqual(Array.from({ length: 10 }, () => 3));
  });

  test('waits for a service that is down until it is there again', async () => {
    const first = await TestService.start(({ json }) => double(json.n));
    const { out, job } = await ask(first.url, 1, { retry: 'fixed' });
    expect(await answersOf(out, 1)).toHaveLength(1);
    await first.close();
    await live.produce(job.record?.submission.args.in as string, [{ value: { n: 1 } }]);
    const taken = async () => (await job.metrics()).operators.find(({ name }) => name === 'ask')?.recordsIn;
    await expect.poll(taken, { interval: 50 }).toBe(2);
    await TestService.start(({ json }) => double(json.n), first.port);
    expect(await answersOf(out, 2)).toEqual([
      { n: 0, value: 0 },
      { n: 1, value: 2 },
    ]);
  });

  test('an empty result without retry emits nothing, and the job goes on', async () => {
    const service = await TestService.start(({ json: { n } }) => (n % 2 === 0 ? { status: 204 } : double(n)));
    const { out } = await ask(service.url, 6, { ordered: true });
    expect((await answersOf(out, 3)).map(({ n }) => n)).toEqual([1, 3, 5]);
  });
});
