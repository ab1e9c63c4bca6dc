/** The adapters of process functions, of one stream and of two. */
import type { KeyedCoProcessFunction } from '../../api/functions/co-functions.js';
import type { KeyedProcessFunction } from '../../api/functions/process-functions.js';
import type { Adapter, OperatorBridge } from '../bridge.js';
import { type CurrentRecord, collector, processContext } from './contexts.js';
import { finished, lifeCycle } from './life-cycle.js';

type OneInput = KeyedProcessFunction<unknown, unknown, unknown>;
type TwoInputs = KeyedCoProcessFunction<unknown, unknown, unknown, unknown>;

/** Without keys a function has no timers. */
type TimersPerhaps = Partial<Pick<OneInput, 'onTimer'>>;

export function processAdapter(fn: Pick<OneInput, 'processElement'> & TimersPerhaps, bridge: OperatorBridge): Adapter {
  const { current, context, out, adapter } = prepare(fn, bridge);
  return {
    ...adapter,
    call(v: unknown) {
      current.value = v;
      finished(fn.processElement(v, context, out), 'processElement()');
    },
  };
}

export function coProcessAdapter(
  fn: Pick<TwoInputs, 'processElement1' | 'processElement2'> & TimersPerhaps,
  bridge: OperatorBridge,
): Adapter {
  const { current, context, out, adapter } = prepare(fn, bridge);
  return {
    ...adapter,
    call1(v: unknown) {
      current.value = v;
      finished(fn.processElement1(v, context, out), 'processElement1()');
    },
    call2(v: unknown) {
      current.value = v;
      finished(fn.processElement2(v, context, out), 'processElement2()');
    },
  };
}

/** What the functions are given, and the calls that don't depend on how many inputs there are. */
function prepare(fn: TimersPerhaps, bridge: OperatorBridge) {
  const current: CurrentRecord = { value: undefined };
  const out = collector(bridge, current);
  const context = processContext(bridge);
  const adapter: Adapter = {
    ...lifeCycle(fn, bridge),
    onTimer(timestamp: number) {
      current.value = undefined;
      finished(fn.onTimer?.(timestamp, context, out), 'onTimer()');
    },
  };
  return { current, context, out, adapter };
}
