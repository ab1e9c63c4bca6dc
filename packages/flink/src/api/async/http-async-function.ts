/**
 * The functions of Async I/O. A task thread can't wait and has no `fetch`, so an asynchronous function of ours is an HTTP
 * call: Flink's JVM makes it, without blocking, and what the job's author writes is the request and the response.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/asyncio/
 */
import type { NodeOf } from '../../plan/plan.js';
import { spelled } from '../spelled.js';

/** Asks an outside system about each record. `HttpAsyncFunction` is the one that there is. */
export abstract class AsyncFunction<IN, OUT> {
  /** Only for the compiler. */
  declare readonly inputType: (record: IN) => void;
  declare readonly outputType: () => OUT;
}

/** Where a service is, and what each request to it must carry. JSON, so it can be an argument of a job. */
export interface HttpEndpoint {
  /** Such as `http://127.0.0.1:4711/analyse`. */
  url: string;
  headers?: Record<string, string>;
}

export interface HttpAsyncOptions<IN, OUT, ANSWER = OUT> {
  /** The service's address, or a function that makes it for each record. */
  url: string | ((record: IN) => string);
  /** `POST` if left out. A `GET` has no body: it needs a `url` function. */
  method?: 'GET' | 'POST' | 'PUT';
  headers?: Record<string, string>;
  /** The JSON value to send; without this function it is the record itself. */
  request?: (record: IN) => unknown;
  /**
   * Bytes to send as the request's body, given as base64: a third smaller than in JSON, and cheaper on both sides. What
   * `request` returns then goes along in the header `x-record`, as JSON of at most 8000 characters.
   */
  bytes?: (record: IN) => string;
  /** The result of a record whose `bytes` are no base64, as `reason` says. Without it such a record fails the job. */
  invalidBytes?: (record: IN, reason: string) => OUT;
  /**
   * Makes the result of a record and of the service's answer; without it the answer is the result. An answer of JSON is
   * its value, one of `text/…` a string, and any other base64. An answer with status 204 has no result: this function is
   * not called, and nothing is emitted.
   */
  response?: (record: IN, answer: ANSWER) => OUT;
  /** The result of a record that got no answer in time. Without it a timeout fails the job, as in Flink. */
  timeout?: (record: IN) => OUT;
  /**
   * How many bytes of records (as JSON) a subtask may have in flight: until results are emitted, records are kept in memory
   * and in each checkpoint. A record that is larger goes alone. 16 MiB if left out.
   */
  maxBytesInFlight?: number;
}

type HttpAsyncNode = NodeOf<'asyncHttp'>;

/** What Java's HTTP client sets itself. */
const RESERVED_HEADERS = ['connection', 'content-length', 'expect', 'host', 'transfer-encoding', 'upgrade', 'x-record'];
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

/**
 * Calls an HTTP service for each record, many at a time. An answer that is no success (status 200–299) fails the job, unless
 * a retry strategy asks again; 429 and 503 with a `Retry-After` only mean later, and the request is repeated then, within
 * the timeout. A record may be sent more than once: after a failure, Flink asks again for all that were in flight.
 *
 * ```ts
 * AsyncDataStream.unorderedWait(
 *   frames,
 *   new HttpAsyncFunction({
 *     ...args.analyse, // the endpoint of a service, see serveFunction
 *     bytes: (frame: Frame) => frame.jpeg,
 *     response: ({ id, time }, answer: { brightness: number }) => ({ id, time, ...answer }),
 *   }),
 *   Duration.ofSeconds(5),
 * );
 * ```
 */
export class HttpAsyncFunction<IN, OUT, ANSWER = OUT> extends AsyncFunction<IN, OUT> {
  /** @throws TypeError or RangeError for options that can't work. */
  constructor(readonly options: HttpAsyncOptions<IN, OUT, ANSWER>) {
    super();
    checkUrl(options);
    checkHeaders(options.headers ?? {});
    const { maxBytesInFlight = DEFAULT_MAX_BYTES } = options;
    if (!Number.isSafeInteger(maxBytesInFlight) || maxBytesInFlight < 1) {
      throw new RangeError(
        `new HttpAsyncFunction: maxBytesInFlight is ${maxBytesInFlight}: a whole number from 1 is expected`,
      );
    }
  }

  /** The functions of the plan's node that are given here, by role. */
  functions() {
    const { url, request, bytes, invalidBytes, response, timeout } = this.options;
    return { url: typeof url === 'function' ? url : undefined, request, bytes, invalidBytes, response, timeout };
  }

  /** The options that are no functions. */
  params(): Pick<HttpAsyncNode['params'], 'maxBytesInFlight' | 'method' | 'url' | 'headers'> {
    const { url, method = 'POST', headers, maxBytesInFlight = DEFAULT_MAX_BYTES } = this.options;
    return { maxBytesInFlight, method, url: typeof url === 'string' ? url : undefined, headers: { ...headers } };
  }
}

function checkUrl<IN, OUT, ANSWER>({ url, method, request, bytes }: HttpAsyncOptions<IN, OUT, ANSWER>): void {
  if (typeof url !== 'function' && (typeof url !== 'string' || !/^https?:\/\/[^\s/?#]+\S*$/i.test(url))) {
    throw new TypeError(
      `new HttpAsyncFunction: the url is ${spelled(url)}: an address such as http://127.0.0.1:4711/analyse is expected`,
    );
  }
  if (method !== 'GET') return;
  if (request || bytes) throw new TypeError('new HttpAsyncFunction: a GET has no body, so no request and no bytes');
  if (typeof url === 'string') {
    throw new TypeError(
      'new HttpAsyncFunction: a GET tells the service nothing of the record but its url: make url a function of the record',
    );
  }
}

function checkHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || RESERVED_HEADERS.includes(name.toLowerCase())) {
      throw new TypeError(`new HttpAsyncFunction: the header ${JSON.stringify(name)} can't be set`);
    }
    if (typeof value !== 'string' || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new TypeError(`new HttpAsyncFunction: the value of the header "${name}" is no text that a header can hold`);
    }
  }
}
