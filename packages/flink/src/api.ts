/** Everything that a job imports. Nothing here needs Node: this module is bundled with the job and runs on the cluster. */

export { AsyncDataStream } from './api/async/async-data-stream.js';
export * from './api/async/async-retry.js';
export {
  AsyncFunction,
  HttpAsyncFunction,
  type HttpAsyncOptions,
  type HttpEndpoint,
} from './api/async/http-async-function.js';
export { DataGeneratorSource, RateLimiterStrategy } from './api/connectors/data-generator-source.js';
export { DeliveryGuarantee, KafkaSink, type KafkaSinkOptions } from './api/connectors/kafka-sink.js';
export {
  type KafkaHeaders,
  type KafkaRecord,
  KafkaSource,
  type KafkaSourceOptions,
  type MalformedRecord,
  OffsetsInitializer,
} from './api/connectors/kafka-source.js';
export { KafkaStreamSource } from './api/connectors/kafka-stream-source.js';
export { DiscardingSink, type Sink } from './api/connectors/sink.js';
export type { Source } from './api/connectors/source.js';
export { Duration } from './api/duration.js';
export * from './api/functions/co-functions.js';
export * from './api/functions/functions.js';
export * from './api/functions/process-functions.js';
export type { ComparableField, FieldOf } from './api/functions/rolling.js';
export * from './api/functions/window-functions.js';
export { CheckpointConfig, CheckpointingMode, ExternalizedCheckpointRetention } from './api/job/checkpoint-config.js';
export { ExecutionConfig, StreamExecutionEnvironment } from './api/job/environment.js';
export { defineJob, type JobArgs, JobDefinition } from './api/job/job.js';
export type { JobConfiguration } from './api/job/job-configuration.js';
export type { Counter, Gauge, Histogram, Meter, MetricGroup } from './api/metrics.js';
export { OutputTag } from './api/output-tag.js';
export * from './api/state/state.js';
export {
  StateTtlConfig,
  type StateTtlOptions,
  type StateTtlUpdateType,
  type StateVisibility,
} from './api/state/state-ttl-config.js';
export { AllWindowedStream } from './api/streams/all-windowed-stream.js';
export { CoGroupedStreams } from './api/streams/co-grouped-streams.js';
export { ConnectedStreams, KeyedConnectedStreams } from './api/streams/connected-streams.js';
export { DataStream, KeyedStream, SingleOutputStreamOperator } from './api/streams/data-stream.js';
export { DataStreamSink } from './api/streams/data-stream-sink.js';
export { IntervalJoin, IntervalJoined } from './api/streams/interval-join.js';
export { WindowedStream } from './api/streams/windowed-stream.js';
export { type TimestampAssigner, WatermarkStrategy } from './api/watermark-strategy.js';
export {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountTrigger,
  EventTimeTrigger,
  ProcessingTimeTrigger,
  PurgingTrigger,
  Trigger,
} from './api/windows/triggers.js';
export * from './api/windows/windows.js';
