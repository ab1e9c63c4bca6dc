/** The HTTP side of a served function: who may ask, how much may wait, and what the answer looks like. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describeFlaw } from '../api/json-value.js';
import { describeError } from './author-place.js';
import type { Batcher } from './batcher.js';

export interface Door {
  path: string;
  /** The values of Host that are ours: a web page that found a way to this address comes with another. */
  authorities: string[];
  token: string;
}

export interface Limits {
  maxQueue: number;
  maxQueueBytes: number;
  maxItemBytes: number;
}

/** What a service did so far. */
export interface ServiceStats {
  /** Items that got a result. */
  answered: number;
  /** Items whose call threw, or whose result was no JSON value. */
  failed: number;
  /** Requests that were told to come again, because too many items were waiting. */
  turnedAway: number;
  /** Calls of the function; each gets a batch of items. */
  calls: number;
  /** Items that wait now. */
  waiting: number;
}

/** An answer that is no result. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }
}

/** After how many seconds a request that found the queue full may come again. */
const RETRY_AFTER_S = 1;

export class RequestHandler<IN, OUT> {
  readonly #stats = { answered: 0, failed: 0, turnedAway: 0 };
  /** Requests that were let in and have no answer yet. */
  readonly #open = new Set<Promise<void>>();
  #reading = 0;
  #bytes = 0;
  #closing = false;

  constructor(
    private readonly door: Door,
    private readonly batcher: Batcher<IN, OUT>,
    private readonly limits: Limits,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const done = this.#serve(request, response);
    this.#open.add(done);
    await done;
    this.#open.delete(done);
  }

  stats(): ServiceStats {
    return { ...this.#stats, calls: this.batcher.calls, waiting: this.batcher.waiting };
  }

  /** Resolves when all that was let in is answered. Nothing else is let in any more. */
  async drain(): Promise<void> {
    this.#closing = true;
    while (this.#open.size > 0) await Promise.all([...this.#open, this.batcher.drain()]);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      this.#admit(request);
      await this.#answer(request, response);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, describeError(error as Error));
      const end = this.#closing ? { connection: 'close' } : {};
      response.writeHead(refusal.status, { 'content-type': 'application/json', ...refusal.headers, ...end });
      response.end(JSON.stringify({ error: refusal.message }));
      // The rest of a body that is not wanted; the connection stays in use.
      request.resume();
    }
  }

  /** @throws Refusal before anything is read */
  #admit({ method, url, headers }: IncomingMessage): void {
    const { path, authorities, token } = this.door;
    if (!authorities.includes(headers.host ?? ''))
      throw new Refusal(403, 'this service is not known by that host name');
    if (!same(headers.authorization ?? '', `Bearer ${token}`)) {
      throw new Refusal(401, "the token of this service's run is missing: give the job its endpoint as an argument");
    }
    if (url !== path) throw new Refusal(404, `there is only ${path} here`);
    if (method !== 'POST') throw new Refusal(405, 'items are sent with POST', { allow: 'POST' });
    const { maxQueue, maxQueueBytes, maxItemBytes } = this.limits;
    const size = Number(headers['content-length'] ?? 0);
    if (size > maxItemBytes) throw tooLarge(maxItemBytes);
    const isFull =
      this.batcher.waiting + this.#reading >= maxQueue || (this.#bytes > 0 && this.#bytes + size > maxQueueBytes);
    if (!isFull && !this.#closing) return;
    this.#stats.turnedAway++;
    throw new Refusal(503, this.#closing ? 'the service is closing' : 'too many items are waiting', {
      'retry-after': String(RETRY_AFTER_S),
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort(new Error('the job no longer waits for the result')));
    let size = 0;
    this.#reading++;
    let result: OUT | Error;
    try {
      const body = await readBody(request, this.limits.maxItemBytes).finally(() => this.#reading--);
      size = body.length;
      this.#bytes += size;
      result = await this.batcher.add(itemOf(request, body) as IN, gone.signal);
    } finally {
      this.#bytes -= size;
    }
    if (gone.signal.aborted) return;
    const refused = result instanceof Error ? describeError(result) : flawOf(result);
    if (refused !== undefined) {
      this.#stats.failed++;
      throw new Refusal(500, refused);
    }
    this.#stats.answered++;
    const isBytes = result instanceof Uint8Array;
    response.writeHead(200, { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' });
    response.end(isBytes ? result : JSON.stringify(result));
  }
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function itemOf({ headers }: IncomingMessage, body: Buffer): unknown {
  try {
    if (headers['content-type']?.startsWith('application/json')) return JSON.parse(body.toString('utf8'));
    return { ...JSON.parse(String(headers['x-record'] ?? '{}')), bytes: body };
  } catch {
    throw new Refusal(400, 'the item is no JSON');
  }
}

function flawOf(result: unknown): string | undefined {
  const flaw = result instanceof Uint8Array ? null : describeFlaw(result);
  return flaw === null ? undefined : `TypeError: the result${flaw}`;
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal(413, `the item is larger than ${maxBytes} bytes; serveFunction's maxItemBytes sets the limit`);
}

/** Takes as long for any text of this length. */
function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
