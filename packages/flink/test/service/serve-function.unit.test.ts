import { request } from 'node:http';
import { type FunctionService, type ServeOptions, serveFunction } from '@workbook/flink';
import { afterEach, describe, expect, test } from 'vitest';

const services: FunctionService[] = [];
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});

type Fn<IN, OUT> = Parameters<typeof serveFunction<IN, OUT>>[1];

async function serve<IN, OUT>(fn: Fn<IN, OUT>, options?: ServeOptions, name = 'work'): Promise<FunctionService> {
  const service = await serveFunction(name, fn, options);
  services.push(service);
  return service;
}

function ask({ endpoint }: FunctionService, item: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const isBytes = Buffer.isBuffer(item);
  return fetch(endpoint.url, {
    method: 'POST',
    headers: {
      'content-type': isBytes ? 'application/octet-stream' : 'application/json',
      ...endpoint.headers,
      ...headers,
    },
    body: isBytes ? new Uint8Array(item) : JSON.stringify(item),
  });
}

/** Calls wait here until the test lets them go on. */
function gates() {
  const waiting: (() => void)[] = [];
  return {
    waiting,
    wait: () => new Promise<void>((resolve) => waiting.push(resolve)),
    open: () => {
      for (const go of waiting.splice(0)) go();
    },
  };
}

describe('batches', () => {
  test('are as large as what waits, up to batchSize, and as many at a time as concurrency says', async () => {
    const gate = gates();
    const sizes: number[] = [];
    const service = await serve<number, number>(
      async (batch) => {
        sizes.push(batch.length);
        await gate.wait();
        return batch.map((n) => n * 2);
      },
      { batchSize: 4, maxWaitMs: 60_000, concurrency: 2 },
    );
    const answers = Promise.all(Array.from({ length: 12 }, async (_, n) => (await ask(service, n)).json()));
    await expect.poll(() => [gate.waiting.length, service.stats().waiting]).toEqual([2, 4]);
    gate.open();
    await expect.poll(() => gate.waiting.length).toBe(1);
    gate.open();
    expect(await answers).toEqual(Array.from({ length: 12 }, (_, n) => n * 2));
    expect(sizes).toEqual([4, 4, 4]);
    expect(service.stats()).toMatchObject({ answered: 12, calls: 3, failed: 0, waiting: 0 });
  });

  test('that stay small do not wait longer than maxWaitMs', async () => {
    const service = await serve<number, number>((batch) => [...batch], { batchSize: 100, maxWaitMs: 20 });
    expect(await (await ask(service, 1)).json()).toBe(1);
  });
});

test('an item that came as bytes is a Buffer beside what request returned, and bytes may be the result', async () => {
  const service = await serve<{ id: number; bytes: Buffer }, Buffer>((batch) =>
    batch.map(({ id, bytes }) => Buffer.from([id, ...bytes])),
  );
  const response = await ask(service, Buffer.from([1, 2]), { 'x-record': '{"id":7}' });
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([7, 1, 2]);
});

describe('a failure', () => {
  test('of one item leaves the others of its batch alone, and names the line', async () => {
    const service = await serve<number, number>(
      (batch) => batch.map((n) => (n === 1 ? new RangeError('too dark') : n)),
      { batchSize: 3, maxWaitMs: 2_000 },
    );
    const responses = await Promise.all([0, 1, 2].map((n) => ask(service, n)));
    expect(responses.map(({ status }) => status)).toEqual([200, 500, 200]);
    const [, failure] = (await Promise.all(responses.map((response) => response.json()))) as { error: string }[];
    expect(failure?.error).toMatch(/serve-function\.unit\.test\.ts:\d+:\d+: RangeError: too dark$/);
  });

  test.each<[string, Fn<number, unknown>, RegExp]>([
    [
      'a throw',
      () => {
        throw new TypeError('no camera');
      },
      /TypeError: no camera/,
    ],
    ['too few results', () => [], /was given 1 item and returned 0 results/],
    ['a result that is no JSON', () => [{ mean: Number.NaN }], /the result\.mean is NaN/],
    ['no result', () => [undefined], /the result is undefined/],
  ])('%s, goes to the job as a sentence', async (_, fn, sentence) => {
    const service = await serve(fn);
    const response = await ask(service, 1);
    expect(response.status).toBe(500);
    expect(((await response.json()) as { error: string }).error).toMatch(sentence);
    expect(service.stats().failed).toBe(1);
  });
});

describe('back-pressure', () => {
  test('turns away what is too much for the queue, and says when to come again', async () => {
    const gate = gates();
    const service = await serve<number, number>(
      async (batch) => {
        await gate.wait();
        return [...batch];
      },
      { batchSize: 1, maxQueue: 2 },
    );
    const first = ask(service, 0);
    await expect.poll(() => gate.waiting.length).toBe(1);
    const queued = [ask(service, 1), ask(service, 2)];
    await expect.poll(() => service.stats().waiting).toBe(2);
    const turnedAway = await ask(service, 3);
    expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([503, '1']);
    for (let i = 0; i < 3; i++) {
      await expect.poll(() => gate.waiting.length).toBe(1);
      gate.open();
    }
    expect((await Promise.all([first, ...queued])).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('does not work for a job that waits no longer', async () => {
    const gate = gates();
    const seen: number[] = [];
    const service = await serve<number, number>(
      async (batch) => {
        seen.push(...batch);
        await gate.wait();
        return [...batch];
      },
      { batchSize: 1 },
    );
    const first = ask(service, 0);
    await expect.poll(() => gate.waiting.length).toBe(1);
    const leaver = new AbortController();
    const left = fetch(service.endpoint.url, {
      method: 'POST',
      headers: { ...service.endpoint.headers, 'content-type': 'application/json' },
      body: '1',
      signal: leaver.signal,
    });
    await expect.poll(() => service.stats().waiting).toBe(1);
    leaver.abort();
    await expect(left).rejects.toThrow();
    const last = ask(service, 2);
    await expect.poll(() => service.stats().waiting).toBe(2);
    gate.open();
    await expect.poll(() => gate.waiting.length).toBe(1);
    gate.open();
    await Promise.all([first, last]);
    expect(seen).toEqual([0, 2]);
  });
});

describe('who may ask', () => {
  test('needs the token, the path and POST, and sends no more than is allowed', async () => {
    const service = await serve<unknown, number>((batch) => batch.map(() => 1), { maxItemBytes: 10 });
    expect((await ask(service, 1, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await ask(service, 'x'.repeat(20))).status).toBe(413);
    expect((await fetch(service.endpoint.url, { headers: service.endpoint.headers })).status).toBe(405);
    const elsewhere = new URL('/other', service.endpoint.url);
    expect((await fetch(elsewhere, { method: 'POST', headers: service.endpoint.headers })).status).toBe(404);
    const broken = {
      method: 'POST',
      body: '{',
      headers: { ...service.endpoint.headers, 'content-type': 'application/json' },
    };
    expect((await fetch(service.endpoint.url, broken)).status).toBe(400);
    expect(service.stats().calls).toBe(0);
  });

  test('a web page under a host name of its own is refused', async () => {
    const service = await serve<unknown, number>((batch) => batch.map(() => 1));
    const status = await new Promise((resolve, reject) => {
      const headers = { ...service.endpoint.headers, host: 'evil.example' };
      request(service.endpoint.url, { method: 'POST', headers }, (response) => {
        resolve(response.resume().statusCode);
      })
        .on('error', reject)
        .end('1');
    });
    expect(status).toBe(403);
  });

  test('may come by the advertised host', async () => {
    const service = await serve<unknown, number>((batch) => batch.map(() => 1), { advertisedHost: 'localhost' });
    expect(new URL(service.endpoint.url).hostname).toBe('localhost');
    const onItsHost = service.endpoint.url.replace('localhost', '127.0.0.1');
    expect((await ask({ ...service, endpoint: { ...service.endpoint, url: onItsHost } }, 1)).status).toBe(200);
  });
});

describe('close', () => {
  test('answers what is there, and then nothing answers', async () => {
    const gate = gates();
    const service = await serve<number, number>(
      async (batch) => {
        await gate.wait();
        return [...batch];
      },
      { batchSize: 1, maxWaitMs: 60_000 },
    );
    const answers = [ask(service, 0), ask(service, 1)];
    await expect.poll(() => [gate.waiting.length, service.stats().waiting]).toEqual([1, 1]);
    const closed = service.close();
    expect(service.close()).toBe(closed);
    gate.open();
    await expect.poll(() => gate.waiting.length).toBe(1);
    gate.open();
    await closed;
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    await expect(ask(service, 2)).rejects.toThrow();
  });

  test('happens by itself when the name is served again, as by a cell that runs again', async () => {
    const first = await serve<number, string>((batch) => batch.map(() => 'first'));
    const second = await serve<number, string>((batch) => batch.map(() => 'second'));
    await expect(ask(first, 1)).rejects.toThrow();
    expect(await (await ask(second, 1)).json()).toBe('second');
  });
});

test('a port that is taken, and options that make no sense, are sentences', async () => {
  const first = await serve<number, number>((batch) => [...batch]);
  const port = Number(new URL(first.endpoint.url).port);
  await expect(serveFunction('other', () => [], { port })).rejects.toThrow(
    `The service other can't listen on 127.0.0.1:${port}: the port is taken.`,
  );
  await expect(serveFunction('other', () => [], { batchSize: 0 })).rejects.toThrow(
    'batchSize is 0: a whole number from 1',
  );
  await expect(serveFunction('a/b', () => [])).rejects.toThrow('the name is "a/b"');
});
