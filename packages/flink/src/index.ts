/** `@workbook/flink`: Flink's DataStream API for TypeScript, and the client that runs such jobs on a cluster. */
export * from './api.js';
export { defaultMapsDirectory, flinkUrl, workbookHome } from './client/address.js';
export { bundleJob, JobBundle } from './client/bundle.js';
export { type ChainedOperator, operatorsIn } from './client/chain.js';
export type { ConsoleLine } from './client/console-log.js';
export { DeploymentReport } from './client/deployment.js';
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
  TransactionsInUseError,
  UnknownJobError,
  WaitTimeoutError,
} from './client/errors.js';
export {
  FlinkClient,
  type FlinkClientOptions,
  type JobSummary,
  newJobId,
  type RunOptions,
  type SubmitOptions,
} from './client/flink-client.js';
export type { JobDescription, JobHandle, JobWaitOptions, LogOptions } from './client/job-handle.js';
export type { JobRecord } from './client/job-records.js';
export { hasEnded, type JobState, type JobStatus, type TaskCounts, type VertexStatus } from './client/job-status.js';
export { locationOf, pathOf } from './client/locations.js';
export type { JobMetrics, OperatorMetrics } from './client/metrics.js';
export { type PlannedJob, type PlanOptions, planJob } from './client/plan-job.js';
export { formatWarning, type NodePositions, type PlanWarning } from './client/plan-warnings.js';
export type { WaitOptions } from './client/poll.js';
export { type PreparedJob, type PrepareOptions, prepareJob } from './client/prepare-job.js';
export { FlinkRest, type PostOptions, type RestLimits } from './client/rest.js';
export type { RestartHistory } from './client/restarts.js';
export type { SavepointOptions, StopOptions } from './client/savepoints.js';
export { formatPosition, type SourcePosition } from './client/source-positions.js';
export { typeCheck } from './client/type-check.js';
export type { UserMetric } from './client/user-metrics.js';
export { explain, toMermaid } from './explain.js';
export { type InlineBuild, type InlineOptions, submit } from './inline/submit.js';
export type { Plan, PlanNode, Submission } from './plan.js';
export type { BatchFunction } from './service/batcher.js';
export type { ServiceStats } from './service/request-handler.js';
export { type FunctionService, type ServeOptions, serveFunction } from './service/serve-function.js';
