/** The objects that functions are given: where they run, where they emit, what time it is. */
import type { Collector, RuntimeContext, SideOutputContext } from '../../api/functions/functions.js';
import type { KeyedTimerService, OnTimerContext } from '../../api/functions/process-functions.js';
import { spelled } from '../../api/spelled.js';
import type { OperatorBridge } from '../bridge.js';
import { metricGroup } from '../metrics.js';
import { refusePromise, sealer, sealerUnlessSame } from '../records/json-records.js';
import { keyedState, type Phase } from '../state/keyed-state.js';

export function runtimeContext(bridge: OperatorBridge, phase: Phase): RuntimeContext {
  const jobInfo = { getJobId: () => bridge.jobId(), getJobName: () => bridge.jobName() };
  const taskInfo = {
    getTaskName: () => bridge.taskName(),
    getTaskNameWithSubtasks: () => bridge.taskNameWithSubtasks(),
    getIndexOfThisSubtask: () => bridge.subtaskIndex(),
    getNumberOfParallelSubtasks: () => bridge.parallelism(),
    getMaxNumberOfParallelSubtasks: () => bridge.maxParallelism(),
    getAttemptNumber: () => bridge.attempt(),
  };
  return {
    getJobInfo: () => jobInfo,
    getTaskInfo: () => taskInfo,
    getMetricGroup: () => metricGroup(bridge.metrics()),
    ...keyedState(bridge.keyed() ? bridge.states() : null, phase),
  };
}

/** The record that a function is working on. Emitted as it is, it keeps its text and need not be checked again. */
export interface CurrentRecord {
  value: unknown;
}

export function collector(bridge: OperatorBridge, current: CurrentRecord): Collector<unknown> {
  const seal = sealerUnlessSame('the emitted record');
  return { collect: (record) => bridge.collect(seal(record, current.value)) };
}

export function sideOutput(bridge: OperatorBridge): SideOutputContext['output'] {
  const seals = new Map<string, (record: unknown) => unknown>();
  return ({ id }, record) => {
    const seal = seals.get(id) ?? sealer(`the record emitted to side output "${id}"`);
    seals.set(id, seal);
    bridge.output(id, seal(record));
  };
}

function timerService(bridge: OperatorBridge): KeyedTimerService {
  return {
    currentProcessingTime: () => bridge.currentProcessingTime(),
    currentWatermark: () => bridge.currentWatermark(),
    registerEventTimeTimer: (t) => bridge.registerEventTimeTimer(time(t, 'registerEventTimeTimer')),
    registerProcessingTimeTimer: (t) => bridge.registerProcessingTimeTimer(time(t, 'registerProcessingTimeTimer')),
    deleteEventTimeTimer: (t) => bridge.deleteEventTimeTimer(time(t, 'deleteEventTimeTimer')),
    deleteProcessingTimeTimer: (t) => bridge.deleteProcessingTimeTimer(time(t, 'deleteProcessingTimeTimer')),
  };
}

/**
 * A point in time as Flink takes it: whole milliseconds.
 * @throws TypeError for anything but a finite number
 */
export function time(value: unknown, what: string): number {
  return typeof value === 'number' && value - value === 0 ? Math.trunc(value) : refuseTime(value, what);
}

function refuseTime(value: unknown, what: string): never {
  refusePromise(value, what);
  const remedy = typeof value === 'string' ? ' (Date.parse(…) makes one from an ISO date)' : '';
  throw new TypeError(`${what}: ${spelled(value)} is no time; milliseconds since 1970 are expected${remedy}`);
}

/** The context of process functions. What Flink offers only on keyed streams is refused by the types, and by Flink. */
export function processContext(bridge: OperatorBridge): OnTimerContext<unknown> {
  const timers = timerService(bridge);
  return {
    timestamp: () => bridge.timestamp(),
    timerService: () => timers,
    timeDomain: () => bridge.timeDomain(),
    getCurrentKey: () => JSON.parse(bridge.key()),
    output: sideOutput(bridge),
  };
}
