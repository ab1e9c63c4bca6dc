/** Flink's REST API: https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/ */
import { ClusterUnreachableError, RestError } from './errors.js';
import { sleep } from './poll.js';

/** One request may take this long, in ms. */
const REQUEST_TIMEOUT_MS = 30_000;
/** A cluster that never answered is reported after this time, in ms: probably nobody started it. */
const FIRST_CONTACT_MS = 1_000;

export interface RequestOptions {
  signal?: AbortSignal;
  body?: FormData | object;
}

export class FlinkRest {
  /** Without a slash at the end. */
  readonly url: string;
  #answered = false;

  /** @param reconnectMs how long a cluster that answered before may be away, because its JobManager restarts */
  constructor(
    url: string,
    private readonly reconnectMs: number,
  ) {
    this.url = url.replace(/\/+$/, '');
  }

  get<T>(route: string, signal?: AbortSignal): Promise<T> {
    return this.#json<T>('GET', route, { signal });
  }

  post<T>(route: string, body: FormData | object, signal?: AbortSignal): Promise<T> {
    return this.#json<T>('POST', route, { body, signal });
  }

  patch(route: string, signal?: AbortSignal): Promise<void> {
    return this.#json('PATCH', route, { signal });
  }

  delete(route: string, signal?: AbortSignal): Promise<void> {
    return this.#json('DELETE', route, { signal });
  }

  /** The bytes of a file, such as a log. */
  async bytes(route: string, signal?: AbortSignal): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#request('GET', route, { signal })).arrayBuffer());
  }

  async #json<T>(method: string, route: string, options: RequestOptions): Promise<T> {
    const text = await (await this.#request(method, route, options)).text();
    return (text ? JSON.parse(text) : {}) as T;
  }

  /** Repeats what did not reach Flink. A request that may have been carried out is repeated only if that is harmless. */
  async #request(method: string, route: string, options: RequestOptions): Promise<Response> {
    const start = performance.now();
    for (let pause = 50; ; pause = Math.min(500, pause * 2)) {
      try {
        const response = await this.#fetch(method, route, options);
        this.#answered = true;
        // 503: the JobManager is up, but has not yet found itself to be the leader.
        if (response.status !== 503) {
          if (!response.ok) throw restError(response.status, `${method} ${route}`, await response.text());
          return response;
        }
      } catch (error) {
        options.signal?.throwIfAborted();
        if (error instanceof RestError) throw error;
        if (method === 'POST' && codeOf(error) !== 'ECONNREFUSED')
          throw new ClusterUnreachableError(this.url, { cause: error });
        if (performance.now() - start > this.#patienceMs())
          throw new ClusterUnreachableError(this.url, { cause: error });
      }
      if (performance.now() - start > this.#patienceMs()) throw new ClusterUnreachableError(this.url);
      await sleep(pause, options.signal);
    }
  }

  #patienceMs(): number {
    return this.#answered ? this.reconnectMs : FIRST_CONTACT_MS;
  }

  #fetch(method: string, route: string, { signal, body }: RequestOptions): Promise<Response> {
    const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    const isForm = body instanceof FormData;
    return fetch(this.url + route, {
      method,
      body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
      headers: body === undefined || isForm ? {} : { 'content-type': 'application/json' },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  }
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
  const message = innermost.split(/\n\s+at |\n\s*\.\.\. \d+ more/)[0] ?? innermost;
  return message
    .replace(/^(?:<Exception on server side:\s*)?(?:[\w$]+\.)+[\w$]*(?:Exception|Error): /, '')
    .trim()
    .slice(0, 2000);
}
