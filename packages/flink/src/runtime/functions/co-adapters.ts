/** The adapters of two streams' functions: `call1` and `call2`, one for each input, or `pair` for what belongs together. */
import type {
  CoFlatMapFunction,
  CoMapFunction,
  CoProcessFunction,
  KeyedCoProcessFunction,
  ProcessJoinContext,
  ProcessJoinFunction,
} from '../../api/functions/co-functions.js';
import type { Adapter, OperatorBridge } from '../bridge.js';
import { sealerUnlessSame } from '../records/json-records.js';
import { type CurrentRecord, collector, sideOutput } from './contexts.js';
import { collecting, lifeCycle } from './life-cycle.js';
import { coProcessAdapter } from './process-adapters.js';

export type CoFunctions = {
  coMap: CoMapFunction<unknown, unknown, unknown>;
  coFlatMap: CoFlatMapFunction<unknown, unknown, unknown>;
  coProcess: CoProcessFunction<unknown, unknown, unknown>;
  keyedCoProcess: KeyedCoProcessFunction<unknown, unknown, unknown, unknown>;
  intervalJoin: ProcessJoinFunction<unknown, unknown, unknown>;
};

export const coAdapters: { [K in keyof CoFunctions]: (fn: CoFunctions[K], bridge: OperatorBridge) => Adapter } = {
  coMap(fn, bridge) {
    const [seal1, seal2] = [
      sealerUnlessSame('the record returned by map1'),
      sealerUnlessSame('the record returned by map2'),
    ];
    return {
      ...lifeCycle(fn, bridge),
      call1: (v: unknown) => seal1(fn.map1(v), v),
      call2: (v: unknown) => seal2(fn.map2(v), v),
    };
  },

  coFlatMap(fn, bridge) {
    const current: CurrentRecord = { value: undefined };
    const out = collector(bridge, current);
    const [collected1, collected2] = [collecting('flatMap1'), collecting('flatMap2')];
    return {
      ...lifeCycle(fn, bridge),
      call1(v: unknown) {
        current.value = v;
        collected1(fn.flatMap1(v, out));
      },
      call2(v: unknown) {
        current.value = v;
        collected2(fn.flatMap2(v, out));
      },
    };
  },

  coProcess: coProcessAdapter,
  keyedCoProcess: coProcessAdapter,

  intervalJoin(fn, bridge) {
    const out = collector(bridge, { value: undefined });
    const collected = collecting('processElement()');
    let [leftTimestamp, rightTimestamp] = [0, 0];
    const context: ProcessJoinContext = {
      getLeftTimestamp: () => leftTimestamp,
      getRightTimestamp: () => rightTimestamp,
      getTimestamp: () => Math.max(leftTimestamp, rightTimestamp),
      output: sideOutput(bridge),
    };
    return {
      ...lifeCycle(fn, bridge),
      pair(left: unknown, right: unknown, timeOfLeft: number, timeOfRight: number) {
        [leftTimestamp, rightTimestamp] = [timeOfLeft, timeOfRight];
        collected(fn.processElement(left, right, context, out));
      },
    };
  },
};
