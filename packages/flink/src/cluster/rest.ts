/** Flink's REST API: https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/ */
import { ClusterSlowError, ClusterUnreachableError, RestError } from '../failures/errors.js';
import { sleep } from './poll.js';
import { SharedReads } from './shared-reads.js';

/** A cluster that never answered is reported after this time, in ms: probably nobody started it. */
const FIRST_CONTACT_MS = 1_000;

export interface RestLimits {
  /** How long a cluster that answered before may be away, in ms, because its JobManager restarts. */
  reconnectMs: number;
  /** How long Flink may go on with answers that are transient, in ms. Default 30 000. */
  transientMs?: number;
  /** How long one answer may take, in ms. Default 30 000. */
  answerMs?: number;
}

export interface PostOptions {
  signal?: AbortSignal;
  /** Whether a second request does no harm: Flink knows it as the same by an id in it, or it can be undone. Default false. */
  repeatable?: boolean;
  /** Hears that a request is sent again which Flink may have carried out. */
  onRepeat?: () => void;
}

interface Request extends PostOptions {
  body?: FormData | object;
  transientMs?: number;
}

/** Why there is no answer to work with. */
interface Trouble {
  error: RestError | ClusterUnreachableError;
  /** Flink has surely not carried it out. */
  unheard: boolean;
  /** How long it may last, in ms. */
  limitMs: number;
}

/**
 * Asks Flink, and asks again where the answer is transient. On a slow machine Flink answers with status 500 what it would
 * answer properly a moment later: a time-out between its own parts, a CancellationException. The rule for all of the
 * workbook:
 *
 * - where Flink has not heard of a request (nothing listens, or status 503: no JobManager is the leader yet), it is
 *   repeated, whatever it is;
 * - where Flink may have carried it out (any other 5xx, 408, no answer in time, a connection that broke), it is repeated
 *   if that is harmless: every GET, PATCH and DELETE, and a POST that carries an id of ours.
 */
export class FlinkRest {
  /** Without a slash at the end. */
  readonly url: string;
  readonly #limits: Required<RestLimits>;
  readonly #reads = new SharedReads<Uint8Array>();
  #answered = false;

  constructor(url: string, limits: RestLimits) {
    this.url = url.replace(/\/+$/, '');
    this.#limits = { transientMs: 30_000, answerMs: 30_000, ...limits };
  }

  /**
   * @param transientMs how long its answers may be transient, in ms, for what Flink may never be able to give
   * @throws ClusterUnreachableError if nothing answers, ClusterSlowError if no answer comes in time, RestError if the answer
   *   is an error
   */
  async get<T>(route: string, signal?: AbortSignal, transientMs?: number): Promise<T> {
    return parse<T>(await this.bytes(route, signal, transientMs));
  }

  async post<T>(route: string, body: FormData | object, options: PostOptions = {}): Promise<T> {
    return parse<T>(await this.#write('POST', route, { ...options, body }));
  }

  async patch(route: string, signal?: AbortSignal): Promise<void> {
    await this.#write('PATCH', route, { signal, repeatable: true });
  }

  async delete(route: string, signal?: AbortSignal): Promise<void> {
    await this.#write('DELETE', route, { signal, repeatable: true });
  }

  /** As `get`, the answer's bytes as they are, such as a log's. */
  bytes(route: string, signal?: AbortSignal, transientMs?: number): Promise<Uint8Array> {
    const ask = (unused: AbortSignal) => this.#request('GET', route, { signal: unused, repeatable: true, transientMs });
    return this.#reads.read(route, ask, signal);
  }

  async #write(method: string, route: string, request: Request): Promise<Uint8Array> {
    try {
      return await this.#request(method, route, request);
    } finally {
      this.#reads.forget();
    }
  }

  async #request(method: string, route: string, request: Request): Promise<Uint8Array> {
    const { signal, repeatable = false, onRepeat, transientMs } = request;
    let since: number | undefined;
    for (let pause = 50; ; pause = Math.min(500, pause * 2)) {
      const answer = await this.#ask(method, route, request);
      if (answer instanceof Uint8Array) return answer;
      since ??= performance.now();
      const limitMs = Math.min(answer.limitMs, (answer.unheard ? undefined : transientMs) ?? answer.limitMs);
      if (!(answer.unheard || repeatable) || performance.now() - since + pause > limitMs) throw answer.error;
      await sleep(pause, signal);
      if (!answer.unheard) onRepeat?.();
    }
  }

  /** One try. @throws RestError for an answer that will not change */
  async #ask(method: string, route: string, { signal, body }: Request): Promise<Uint8Array | Trouble> {
    const { reconnectMs, transientMs, answerMs } = this.#limits;
    const late = AbortSignal.timeout(answerMs);
    const isForm = body instanceof FormData;
    let status: number;
    let bytes: Uint8Array;
    try {
      const response = await fetch(this.url + route, {
        method,
        body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
        headers: body === undefined || isForm ? {} : { 'content-type': 'application/json' },
        signal: signal ? AbortSignal.any([signal, late]) : late,
      });
      bytes = new Uint8Array(await response.arrayBuffer());
      ({ status } = response);
    } catch (cause) {
      signal?.throwIfAborted();
      if (late.aborted) {
        const error = new ClusterSlowError(this.url, `${method} ${route}`, answerMs, { cause });
        return { error, unheard: false, limitMs: transientMs };
      }
      const unheard = codeOf(cause) === 'ECONNREFUSED';
      const error = new ClusterUnreachableError(this.url, { cause, mayHaveArrived: !unheard });
      if (!this.#answered) return { error, unheard, limitMs: Math.min(FIRST_CONTACT_MS, reconnectMs) };
      // A connection that breaks is no outage yet.
      return { error, unheard, limitMs: unheard ? reconnectMs : Math.max(transientMs, reconnectMs) };
    }
    this.#answered = true;
    if (status < 400) return bytes;
    const error = restError(status, `${method} ${route}`, new TextDecoder().decode(bytes));
    // The JobManager is up, but has not yet found itself to be the leader.
    if (status === 503) return { error, unheard: true, limitMs: Math.max(transientMs, reconnectMs) };
    if (status >= 500 || status === 408) return { error, unheard: false, limitMs: transientMs };
    throw error;
  }
}

function parse<T>(bytes: Uint8Array): T {
  const text = new TextDecoder().decode(bytes);
  return (text ? JSON.parse(text) : {}) as T;
}

function codeOf(error: unknown): string | undefined {
  const cause = (error as { cause?: { code?: string; errors?: { code?: string }[] } }).cause;
  return cause?.code ?? cause?.errors?.[0]?.code;
}

function restError(status: number, request: string, body: string): RestError {
  let details = body;
  try {
    details = (JSON.parse(body) as { errors?: string[] }).errors?.filter(Boolean).join('\n') || body;
  } catch {
    // Not Flink's JSON: perhaps another program answers on this port.
  }
  return new RestError(
    `Flink answered ${request} with status ${status}: ${rootCause(details)}`,
    status,
    request,
    details,
  );
}

/** The message of the innermost cause of a Java stack trace, without the trace. */
export function rootCause(trace: string): string {
  const causes = trace.split(/^\s*Caused by: /m);
  const innermost = causes.at(-1) ?? trace;
  const [message = innermost] = innermost.split(/\n\s+at |\n\s*\.\.\. \d+ more|\nEnd of exception on server side>/);
  return message
    .replace(/^[\s\S]*<Exception on server side:\s*/, '')
    .replace(/^(?:[\w$]+\.)+[\w$]*(?:Exception|Error): /, '')
    .trim()
    .slice(0, 2000);
}
