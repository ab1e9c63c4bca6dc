/** The adapters of process functions, of one stream and of two. */
import type { KeyedCoProcessFunction } from '../../api/functions/co-functions.js';
import type { KeyedProcessFunction } from '../../api/functions/process-functions.js';
import type { Adapter, OperatorBridge } from '../bridge.js';
import { type CurrentRecord, collector, processContext } from './contexts.js';
import { collecting, lifeCycle } from './life-cycle.js';

type OneInput = KeyedProcessFunction<unknown, unknown, unknown>;
type TwoInputs = KeyedCoProcessFunction<unknown, unknown, unknown, unknown>;

/** Without keys a function has no timers. */
type TimersPerhaps = Partial<Pick<OneInput, 'onTimer'>>;

export function processAdapter(fn: Pick<OneInput, 'processElement'> & TimersPerhaps, bridge: OperatorBridge): Adapter {
  const { current, context, out, adapter } = prepare(fn, bridge);
  const collected = collecting('processElement()');
  return {
    ...adapter,
    call(v: unknown) {
      current.value = v;
      collected(fn.processElement(v, context, out));
    },
  };
}

export function coProcessAdapter(
  fn: Pick<TwoInputs, 'processElement1' | 'processElement2'> & TimersPerhaps,
  bridge: OperatorBridge,
): Adapter {
  const { current, context, out, adapter } = prepare(fn, bridge);
  const [collected1, collected2] = [collecting('processElement1()'), collecting('processElement2()')];
  return {
    ...adapter,
    call1(v: unknown) {
      current.value = v;
      collected1(fn.processElement1(v, context, out));
    },
    call2(v: unknown) {
      current.value = v;
      collected2(fn.processElement2(v, context, out));
    },
  };
}

/** What the functions are given, and the calls that don't depend on how many inputs there are. */
function prepare(fn: TimersPerhaps, bridge: OperatorBridge) {
  const current: CurrentRecord = { value: undefined };
  const out = collector(bridge, current);
  const context = processContext(bridge);
  const timed = collecting('onTimer()');
  const adapter: Adapter = {
    ...lifeCycle(fn, bridge),
    onTimer(timestamp: number) {
      current.value = undefined;
      timed(fn.onTimer?.(timestamp, context, out));
    },
  };
  return { current, context, out, adapter };
}
