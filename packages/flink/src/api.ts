/** Everything that a job imports. Nothing here needs Node: this module is bundled with the job and runs on the cluster. */
export { AllWindowedStream } from './api/all-windowed-stream.js';
export { AsyncDataStream } from './api/async-data-stream.js';
export * from './api/async-retry.js';
export { CheckpointConfig, CheckpointingMode, ExternalizedCheckpointRetention } from './api/checkpoint-config.js';
export * from './api/co-functions.js';
export { CoGroupedStreams } from './api/co-grouped-streams.js';
export { ConnectedStreams, KeyedConnectedStreams } from './api/connected-streams.js';
export { DataGeneratorSource, RateLimiterStrategy } from './api/data-generator-source.js';
export { DataStream, KeyedStream, SingleOutputStreamOperator } from './api/data-stream.js';
export { DataStreamSink } from './api/data-stream-sink.js';
export { Duration } from './api/duration.js';
export { ExecutionConfig, StreamExecutionEnvironment } from './api/environment.js';
export * from './api/functions.js';
export {
  AsyncFunction,
  HttpAsyncFunction,
  type HttpAsyncOptions,
  type HttpEndpoint,
} from './api/http-async-function.js';
export { IntervalJoin, IntervalJoined } from './api/interval-join.js';
export { defineJob, type JobArgs, JobDefinition } from './api/job.js';
export type { JobConfiguration } from './api/job-configuration.js';
export * from './api/join-functions.js';
export { DeliveryGuarantee, KafkaSink, type KafkaSinkOptions } from './api/kafka-sink.js';
export {
  type KafkaHeaders,
  type KafkaRecord,
  KafkaSource,
  type KafkaSourceOptions,
  type MalformedRecord,
  OffsetsInitializer,
} from './api/kafka-source.js';
export { KafkaStreamSource } from './api/kafka-stream-source.js';
export type { Counter, Gauge, Histogram, Meter, MetricGroup } from './api/metrics.js';
export { OutputTag } from './api/output-tag.js';
export * from './api/process-functions.js';
export type { ComparableField, FieldOf } from './api/rolling.js';
export { DiscardingSink, type Sink } from './api/sink.js';
export type { Source } from './api/source.js';
export * from './api/state.js';
export {
  StateTtlConfig,
  type StateTtlOptions,
  type StateTtlUpdateType,
  type StateVisibility,
} from './api/state-ttl-config.js';
export {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountTrigger,
  EventTimeTrigger,
  ProcessingTimeTrigger,
  PurgingTrigger,
  Trigger,
} from './api/triggers.js';
export { type TimestampAssigner, WatermarkStrategy } from './api/watermark-strategy.js';
export * from './api/window-functions.js';
export { WindowedStream } from './api/windowed-stream.js';
export * from './api/windows.js';
