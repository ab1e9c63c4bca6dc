/**
 * Serves a TypeScript function to jobs: what a task of Flink can't do itself, because it needs Node, a native package or
 * time, it asks for through Async I/O.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpEndpoint } from '../api/async/http-async-function.js';
import { spelled } from '../api/spelled.js';
import { FlinkError } from '../failures/errors.js';
import { Batcher, type BatchFunction } from './batcher.js';
import { RequestHandler, type ServiceStats } from './request-handler.js';

export interface ServeOptions {
  /** How many items one call gets at most. Default 16. */
  batchSize?: number;
  /** How long an item waits for others, in ms. Default 5. */
  maxWaitMs?: number;
  /** How many calls run at a time. Default 1. */
  concurrency?: number;
  /** How many items may wait; a job that sends more is told to come again in a second. Default 1000. */
  maxQueue?: number;
  /** How many bytes the items that wait may have. Default 256 MiB. */
  maxQueueBytes?: number;
  /** How large one item may be, in bytes. Default 16 MiB. */
  maxItemBytes?: number;
  /** Where to listen. Default 127.0.0.1: only this machine. */
  host?: string;
  /** Default: a free one. */
  port?: number;
  /** Under which name the cluster reaches this machine, if not as `host`: `host.docker.internal` from a container. */
  advertisedHost?: string;
}

/** A function that is served. */
export interface FunctionService extends AsyncDisposable {
  readonly name: string;
  /** For the job's `HttpAsyncFunction`: address, and the token of this run. */
  readonly endpoint: Required<HttpEndpoint>;
  stats(): ServiceStats;
  /** Takes no more items, answers those that it has, and stops. */
  close(): Promise<void>;
}

const MIB = 1024 * 1024;
/** Services of this process by name, for cells of a notebook that run again. */
const services = new Map<string, FunctionService>();

/**
 * Serves a function until `close()`, with batching and back-pressure. An item is what the job's `request` returns; with
 * `bytes` it is that and a Buffer: `{ ...request(record), bytes }`. Results are JSON values or Buffers, one for each item;
 * an Error among them fails only its item, a throw the whole batch.
 *
 * Only requests with the token in `endpoint` are served. Serving a name again closes the service that had it before.
 *
 * ```ts
 * await using service = await serveFunction('analyse', async (frames: Frame[]) => Promise.all(frames.map(brightness)));
 * const job = await client.submit('job.ts', { args: { analyse: service.endpoint } });
 * ```
 *
 * @throws FlinkError if the port is taken, RangeError for options that make no sense
 */
export async function serveFunction<IN, OUT>(
  name: string,
  fn: BatchFunction<IN, OUT>,
  options: ServeOptions = {},
): Promise<FunctionService> {
  if (!/^[\w.-]+$/.test(name)) {
    throw new TypeError(`serveFunction: the name is ${spelled(name)}: letters, digits, "-" and "_" are expected`);
  }
  const { host = '127.0.0.1', port = 0, advertisedHost = host } = options;
  const batcher = new Batcher(fn, {
    batchSize: whole('batchSize', options.batchSize ?? 16, 1),
    maxWaitMs: whole('maxWaitMs', options.maxWaitMs ?? 5, 0),
    concurrency: whole('concurrency', options.concurrency ?? 1, 1),
  });
  const limits = {
    maxQueue: whole('maxQueue', options.maxQueue ?? 1000, 1),
    maxQueueBytes: whole('maxQueueBytes', options.maxQueueBytes ?? 256 * MIB, 1),
    maxItemBytes: whole('maxItemBytes', options.maxItemBytes ?? 16 * MIB, 1),
  };

  const server = createServer({ keepAliveTimeout: 60_000 });
  await new Promise<void>((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      reject(new FlinkError(`The service ${name} can't listen on ${host}:${port}: ${reason(error)}`, { cause: error }));
    server.once('error', refuse).listen(port, host, () => {
      server.off('error', refuse);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  const token = randomBytes(24).toString('base64url');
  const authority = `${advertisedHost}:${bound}`;
  const handler = new RequestHandler(
    { path: `/${name}`, authorities: [authority, `${host}:${bound}`], token },
    batcher,
    limits,
  );
  server.on('request', (request, response) => void handler.handle(request, response));

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      if (services.get(name) === service) services.delete(name);
      const closed = new Promise((resolve) => server.close(resolve));
      await handler.drain();
      server.closeIdleConnections();
      await closed;
    })();
    return closing;
  };
  const service: FunctionService = {
    name,
    endpoint: { url: `http://${authority}/${name}`, headers: { authorization: `Bearer ${token}` } },
    stats: () => handler.stats(),
    close,
    [Symbol.asyncDispose]: close,
  };
  const earlier = services.get(name);
  services.set(name, service);
  await earlier?.close();
  return service;
}

function whole(option: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`serveFunction: ${option} is ${spelled(value)}: a whole number from ${least} is expected`);
}

function reason(error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return 'the port is taken. Leave "port" out to get a free one.';
  return error.code === 'EADDRNOTAVAIL' ? 'this machine has no such address.' : error.message;
}
