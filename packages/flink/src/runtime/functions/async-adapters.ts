/** The adapters of an Async I/O operator's functions. `JsAsyncFunction` and `JsRetryPredicates` call them. */
import type { AsyncError } from '../../api/async/async-retry.js';
import type { CallSite } from '../../api/graph/call-site.js';
import { spelled } from '../../api/spelled.js';
import type { Adapter } from '../bridge.js';
import { parseRecord, refusePromise, sealer, sealerUnlessSame, textWriter } from '../records/json-records.js';

export type AsyncFunctions = {
  callSite: CallSite;
  asyncUrl: (v: unknown) => string;
  asyncRequest: (v: unknown) => unknown;
  asyncBytes: (v: unknown) => string;
  asyncInvalidBytes: (v: unknown, reason: string) => unknown;
  asyncResponse: (v: unknown, answer: unknown) => unknown;
  asyncTimeout: (v: unknown) => unknown;
  retryIfResult: (results: readonly unknown[]) => boolean;
  retryIfException: (error: AsyncError) => boolean;
};

export const asyncAdapters: { [K in keyof AsyncFunctions]: (fn: AsyncFunctions[K]) => Adapter } = {
  callSite: (site) => ({ stack: () => site.stack() }),

  asyncUrl: (fn) => ({ call: (v: unknown) => text(fn(v), 'url', 'an address') }),

  /** The JSON text to send. */
  asyncRequest(fn) {
    const write = textWriter('what request returns');
    return { call: (v: unknown) => write(fn(v)) };
  },

  asyncBytes: (fn) => ({ call: (v: unknown) => text(fn(v), 'bytes', 'base64') }),

  asyncInvalidBytes(fn) {
    const seal = sealer('the record returned by invalidBytes');
    return { call: (v: unknown, reason: string) => seal(fn(v, reason)) };
  },

  asyncResponse(fn) {
    const seal = sealerUnlessSame('the record returned by response');
    return { call: (v: unknown, answer: string) => seal(fn(v, parseRecord(answer, true)), v) };
  },

  asyncTimeout(fn) {
    const seal = sealer('the record returned by timeout');
    return { call: (v: unknown) => seal(fn(v)) };
  },

  /** The results as the text of one array. */
  retryIfResult: (fn) => ({
    call: (results: string) => verdict(fn(parseRecord(results, true) as readonly unknown[]), 'ifResult'),
  }),

  retryIfException: (fn) => ({ call: (error: string) => verdict(fn(JSON.parse(error)), 'ifException') }),
};

function text(value: unknown, name: string, expected: string): string {
  if (typeof value === 'string') return value;
  refusePromise(value, `what ${name} returns`);
  throw new TypeError(`the ${name} function returned ${spelled(value)}: ${expected} as text is expected`);
}

function verdict(value: unknown, name: string): boolean {
  refusePromise(value, `what ${name} returns`);
  return !!value;
}
