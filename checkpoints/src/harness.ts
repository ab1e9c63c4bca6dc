/** `@workbook/checkpoints/harness`: what a lesson's checkpoint.test.ts is written with. */
export type { WireRequest } from './harness/conversation.js';
export { whileTimeMoves } from './harness/event-time.js';
export type { FlinkLab } from './harness/flink-lab.js';
export type { JobGraph, SinkNode, TimedNode, WindowNode } from './harness/job-graph.js';
export type { KafkaLab, LessonClient, LessonTopic, OutgoingRecord, StoredRecord } from './harness/kafka-lab.js';
export { despiteLeaderWait } from './harness/leader-wait.js';
export { type LessonOptions, type LessonTasks, lesson, type TaskContext, type TaskOptions } from './harness/lesson.js';
export { equal, fail, rootCause, show } from './harness/mistakes.js';
export type { Random } from './harness/random.js';
export { wildTexts } from './harness/wild-texts.js';
export type { Fault, FaultKind, Wire } from './harness/wire.js';
