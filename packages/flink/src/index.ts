/** `@workbook/flink`: Flink's DataStream API for TypeScript, and the client that runs such jobs on a cluster. */
export * from './api.js';
export { defaultMapsDirectory, flinkUrl, workbookHome } from './cluster/address.js';
export { type ChainedOperator, operatorsIn } from './cluster/chain.js';
export type { ConsoleLine } from './cluster/console-log.js';
export { DeploymentReport } from './cluster/deployment.js';
export {
  FlinkClient,
  type FlinkClientOptions,
  type JobSummary,
  newJobId,
  type RunOptions,
  type SubmitOptions,
} from './cluster/flink-client.js';
export type { JobDescription, JobHandle, JobWaitOptions, LogOptions } from './cluster/job-handle.js';
export type { JobRecord } from './cluster/job-records.js';
export { hasEnded, type JobState, type JobStatus, type TaskCounts, type VertexStatus } from './cluster/job-status.js';
export { locationOf, pathOf } from './cluster/locations.js';
export type { JobMetrics, OperatorMetrics } from './cluster/metrics.js';
export type { WaitOptions } from './cluster/poll.js';
export { FlinkRest, type PostOptions, type RestLimits } from './cluster/rest.js';
export type { RestartHistory } from './cluster/restarts.js';
export type { SavepointOptions, StopOptions } from './cluster/savepoints.js';
export type { UserMetric } from './cluster/user-metrics.js';
export { explain, toMermaid } from './explain/explain.js';
export {
  ClusterSlowError,
  ClusterUnreachableError,
  type EvaluationPhase,
  FlinkError,
  JobCanceledError,
  JobFailedError,
  type JobFailureDetails,
  JobFileError,
  JobGoneError,
  JobPlanError,
  JobTypeError,
  RestError,
  SavepointError,
  SubmissionLostError,
  TooFewSlotsError,
  TransactionsInUseError,
  UnknownJobError,
  WaitTimeoutError,
} from './failures/errors.js';
export { type InlineBuild, type InlineOptions, submit } from './inline/submit.js';
export type { Plan, PlanNode, Submission } from './plan/plan.js';
export { bundleJob, JobBundle } from './prepare/bundle.js';
export { type PlannedJob, type PlanOptions, planJob } from './prepare/plan-job.js';
export { formatWarning, type NodePositions, type PlanWarning } from './prepare/plan-warnings.js';
export { type PreparedJob, type PrepareOptions, prepareJob } from './prepare/prepare-job.js';
export { formatPosition, type SourcePosition } from './prepare/source-positions.js';
export { typeCheck } from './prepare/type-check.js';
export type { BatchFunction } from './service/batcher.js';
export type { ServiceStats } from './service/request-handler.js';
export { type FunctionService, type ServeOptions, serveFunction } from './service/serve-function.js';
