/** What the adapters of all kinds have in common. */
import type { RichFunction } from '../../api/functions/functions.js';
import type { Adapter, OperatorBridge } from '../bridge.js';
import { refusePromise } from '../records/json-records.js';
import type { Phase } from '../state/keyed-state.js';
import { runtimeContext } from './contexts.js';

/** A function without a result: only a promise would be a mistake. */
export function finished(result: unknown, what: string): void {
  if (result !== undefined) refusePromise(result, `what ${what} returns`);
}

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
