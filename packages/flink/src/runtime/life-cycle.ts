/** What the adapters of all kinds have in common. */
import type { RichFunction } from '../api/functions.js';
import type { Adapter, OperatorBridge } from './bridge.js';
import { runtimeContext } from './contexts.js';
import { refusePromise } from './json-records.js';

/** A function without a result: only a promise would be a mistake. */
export function finished(result: unknown, what: string): void {
  if (result !== undefined) refusePromise(result, `what ${what} returns`);
}

/** `open()` and `close()` of rich functions. */
export function lifeCycle(fn: object, bridge: OperatorBridge): Adapter {
  const rich = fn as Partial<RichFunction>;
  rich.setRuntimeContext?.(runtimeContext(bridge));
  return {
    ...(rich.open && { open: () => finished(rich.open?.(), 'open()') }),
    ...(rich.close && { close: () => finished(rich.close?.(), 'close()') }),
  };
}
