/** What the adapters of all kinds have in common. */
import type { RichFunction } from '../../api/functions/functions.js';
import { spelled } from '../../api/spelled.js';
import type { Adapter, OperatorBridge } from '../bridge.js';
import { refusePromise } from '../records/json-records.js';
import type { Phase } from '../state/keyed-state.js';
import { runtimeContext } from './contexts.js';

/** A function without a result: only a promise would be a mistake. */
export function finished(result: unknown, what: string): void {
  if (result !== undefined) refusePromise(result, `what ${what} returns`);
}

/** Looks at what a function returned that gives its records to a collector. */
export type Collected = (result: unknown) => void;

/**
 * For a function that gives its records to a collector: one that it returns instead would be lost without a word.
 *
 * @param what how the author calls the function
 */
export function collecting(what: string): Collected {
  let warned = false;
  const look = (result: unknown) => {
    refusePromise(result, `what ${what} returns`);
    if (holdsRecord(result)) {
      const each = Array.isArray(result) ? 'for (const one of list) out.collect(one)' : 'out.collect(record)';
      throw new TypeError(
        `${what} returned ${spelled(result)}, which would be lost: what goes on is what is given to the collector. Write ${each}`,
      );
    }
    // It may be what is left of a condition, such as `name || out.collect(record)`.
    if (warned || !isValue(result)) return;
    warned = true;
    console.warn(
      `${what} returned ${spelled(result)}, which nobody gets: what goes on is what out.collect(…) is given`,
    );
  };
  return (result) => {
    if (result !== undefined) look(result);
  };
}

/** A plain object, or a list in which something is. */
function holdsRecord(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((one) => one !== undefined && one !== null && one !== false);
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

const isValue = (value: unknown) =>
  (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') && !!value;

/** `open()` and `close()` of rich functions. */
export function lifeCycle(fn: object, bridge: OperatorBridge): Adapter {
  const rich = fn as Partial<RichFunction>;
  const phase: Phase = { withoutKey: undefined };
  rich.setRuntimeContext?.(runtimeContext(bridge, phase));
  const step = (method: 'open' | 'close') => () => {
    phase.withoutKey = `${method}()`;
    finished(rich[method]?.(), `${method}()`);
    phase.withoutKey = undefined;
  };
  return { ...(rich.open && { open: step('open') }), ...(rich.close && { close: step('close') }) };
}
