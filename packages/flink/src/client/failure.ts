/** From Flink's report of a failure to a sentence about the author's code. */
import { JobFailedError } from './errors.js';
import { hintFor } from './hints.js';
import { type ClusterNow, explainInfrastructure } from './infrastructure.js';
import type { BundlePlace } from './plan-worker.js';
import { escapeControls, escapeLines } from './printable.js';
import { rootCause } from './rest.js';
import { formatPosition, type SourcePositions } from './source-positions.js';

/** One failure in a job's history, as Flink's REST API tells it. */
export interface FlinkFailure {
  exceptionName: string;
  stacktrace: string;
  timestamp: number;
  /** The task, such as `source -> double -> sink (1/1)`. */
  taskName: string | null;
}

/** What the runner's LearnerError carries as JSON (LearnerError.java). */
interface LearnerFailure {
  kind: 'function' | 'timeout' | 'memory' | 'malformed' | 'service';
  /** The operator, or `the job's module`. */
  operator: string;
  /** The name of the error, such as TypeError, if one was thrown. */
  name: string | null;
  message: string;
  /** Innermost first. */
  stack: BundlePlace[];
  /** The record as JSON text, shortened. */
  record: string | null;
}

const MARKER = 'workbook-error: ';

/** Explains one entry of a job's failures; `positions` are those of its bundle, where this machine has it. */
export function explainFailure(
  jobId: string,
  jobName: string,
  failure: FlinkFailure,
  positions: SourcePositions | undefined,
  cluster?: ClusterNow,
): JobFailedError {
  const learner = learnerFailure(failure.stacktrace);
  if (!learner) return explainOther(jobId, jobName, failure, cluster);
  const { operator, name } = learner;
  const at = positions?.own(learner.stack)[0];
  const record = learner.record === null ? undefined : escapeControls(learner.record);
  const where = operator === MODULE ? ` while Flink evaluated ${MODULE}` : ` in operator "${operator}"`;
  const what = `${name === null ? '' : `${name}: `}${learner.message}`;
  const message = [
    `${at ? `${formatPosition(at)}: ` : ''}Job ${jobName} failed${where}: ${escapeLines(what)}`,
    at && positions?.frame(at),
    record && `record: ${record}`,
    remedy(learner),
  ];
  return new JobFailedError(message.filter(Boolean).join('\n'), {
    jobId,
    time: failure.timestamp,
    operator: operator === MODULE ? undefined : operator,
    position: at,
    record,
    inFunction: true,
    stackTrace: failure.stacktrace,
  });
}

/** The operator of what fails before there are operators (JsRuntime.java). */
const MODULE = "the job's module";

/** The last line of the error's message is JSON. */
function learnerFailure(stackTrace: string): LearnerFailure | undefined {
  const start = stackTrace.indexOf(MARKER);
  if (start < 0) return undefined;
  const [line = ''] = stackTrace.slice(start + MARKER.length).split('\n');
  return JSON.parse(line) as LearnerFailure;
}

function remedy({ kind, message }: LearnerFailure): string | undefined {
  switch (kind) {
    case 'timeout':
      return 'A function must return for each record. If it only needs more time, give it more with env.setFunctionTimeout(…).';
    case 'memory':
      return 'Emit records instead of collecting them, and keep in state what must stay. The cluster goes on working.';
    case 'malformed':
      return 'To look at such records, use "npm run kafka tail TOPIC".';
    case 'service':
      return 'A service that fails now and then can be asked again: AsyncDataStream has …WithRetry, and timeout(record) can stand in for an answer.';
    case 'function':
      return hintFor(message);
  }
}

function explainOther(
  jobId: string,
  jobName: string,
  failure: FlinkFailure,
  cluster: ClusterNow | undefined,
): JobFailedError {
  const task = failure.taskName ? ` in task "${failure.taskName}"` : '';
  const cause = rootCause(failure.stacktrace) || failure.exceptionName;
  const known = explainInfrastructure(failure.stacktrace, cluster);
  const what = known ? `: ${known}\nFlink says: ${escapeLines(cause)}` : `${task}: ${escapeLines(cause)}`;
  return new JobFailedError(`Job ${jobName} failed${what}`, {
    jobId,
    time: failure.timestamp,
    inFunction: false,
    stackTrace: failure.stacktrace,
  });
}
