/** The adapters of joined streams' functions. */
import type { ProcessJoinContext, ProcessJoinFunction } from '../../api/functions/join-functions.js';
import type { Adapter, OperatorBridge } from '../bridge.js';
import { collector, sideOutput } from './contexts.js';
import { collecting, lifeCycle } from './life-cycle.js';

export type JoinFunctions = {
  intervalJoin: ProcessJoinFunction<unknown, unknown, unknown>;
};

export const joinAdapters: {
  [K in keyof JoinFunctions]: (fn: JoinFunctions[K], bridge: OperatorBridge) => Adapter;
} = {
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
