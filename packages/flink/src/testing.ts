/** `@workbook/flink/testing`: tries a function in Node, without a cluster. */
export type { AbstractStreamOperatorTestHarness } from './testing/abstract-harness.js';
export type {
  OneInputStreamOperatorTestHarness,
  TwoInputStreamOperatorTestHarness,
} from './testing/record-harnesses.js';
export type { OperatorSubtaskState, StreamRecord } from './testing/task.js';
export { testHarness } from './testing/test-harness.js';
export type {
  AllWindowFunctionTestHarness,
  BoundsOf,
  WindowBounds,
  WindowFunctionTestHarness,
} from './testing/window-harness.js';
