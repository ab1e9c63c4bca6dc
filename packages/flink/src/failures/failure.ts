/** From Flink's report of a failure to a sentence about the author's code. */

import { escapeLine, escapeText } from '@workbook/terminal';
import type { JobRecord } from '../cluster/job-records.js';
import { rootCause } from '../cluster/rest.js';
import type { BundlePlace } from '../prepare/plan-worker.js';
import { formatPosition, type SourcePosition } from '../prepare/source-positions.js';
import { JobFailedError } from './errors.js';
import { hintFor } from './hints.js';
import { type ClusterNow, explainInfrastructure } from './infrastructure.js';
import { explainRestoreFailure } from './restore-refusal.js';

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
  kind: 'function' | 'timeout' | 'memory' | 'malformed' | 'service' | 'record' | 'kafka';
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
/** More callers of a function that was stopped are not told. */
const MAX_CALLERS = 4;

/** Explains one entry of a job's failures, with the author's lines if this machine has the record of its submission. */
export function explainFailure(
  jobId: string,
  jobName: string,
  failure: FlinkFailure,
  submitted: Pick<JobRecord, 'bundle' | 'plan' | 'positions'> | undefined,
  cluster?: ClusterNow,
): JobFailedError {
  const positions = submitted?.bundle.positions;
  const learner = learnerFailure(failure.stacktrace);
  if (!learner) return explainOther(jobId, jobName, failure, cluster);
  const { operator, name } = learner;
  const places = submitted ? operatorPlaces(operator, submitted) : [];
  const at = positions?.own(learner.stack)[0] ?? (places.length === 1 ? places[0] : undefined);
  const record = learner.record === null ? undefined : escapeLine(learner.record);
  const where = operator === MODULE ? ` while Flink evaluated ${MODULE}` : ` in operator "${operator}"`;
  const what = `${name === null ? '' : `${name}: `}${learner.message}`;
  const message = [
    `${at ? `${formatPosition(at)}: ` : ''}Job ${jobName} failed${where}: ${escapeText(what)}`,
    at && positions?.frame(at),
    learner.kind === 'timeout' && at && callersOf(at, positions?.own(learner.stack) ?? []),
    record && `record: ${record}`,
    !at && places.length > 1 && ambiguous(operator, places),
    remedy(learner),
  ];
  return new JobFailedError(message.filter(Boolean).join('\n'), {
    jobId,
    time: failure.timestamp,
    operator: operator === MODULE ? undefined : operator,
    position: at,
    record,
    inFunction: learner.kind !== 'kafka',
    stackTrace: failure.stacktrace,
  });
}

/** Where the watchdog stopped a function says nothing about which of its callers goes round and round. */
function callersOf(at: SourcePosition, [, ...callers]: readonly SourcePosition[]): string | undefined {
  const shown = callers.slice(0, MAX_CALLERS).map(formatPosition);
  if (shown.length === 0) return undefined;
  const where = at.function ? `in ${at.function}` : 'there';
  return `It was stopped ${where}, called at ${shown.join(', from ')}: the loop may be in any of them.`;
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

/** Where the author added the operators of this name: for a record that is refused when its function has returned. */
function operatorPlaces(
  operator: string,
  { plan, positions }: Pick<JobRecord, 'plan' | 'positions'>,
): SourcePosition[] {
  return plan.nodes.filter(({ name }) => name === operator).flatMap(({ id }) => positions[id] ?? []);
}

function ambiguous(operator: string, places: readonly SourcePosition[]): string {
  const counts = new Map<string, number>();
  for (const place of places.map(formatPosition)) counts.set(place, (counts.get(place) ?? 0) + 1);
  const shown = [...counts].map(([place, times]) => (times === 1 ? place : `${place} (${times} times)`));
  // A keyed stream has no name of its own to set.
  const remedy = operator === 'keyBy' ? '' : ': .name(…) tells them apart';
  return `"${operator}" is the name of ${places.length} operators, at ${inWords(shown)}${remedy}.`;
}

function inWords(texts: readonly string[]): string {
  return [texts.slice(0, -1).join(', '), ...texts.slice(-1)].filter((text) => text !== '').join(' and ');
}

function remedy({ kind, message }: LearnerFailure): string | undefined {
  switch (kind) {
    case 'timeout':
      return 'A function must return for each record. If it only needs more time, give it more with env.setFunctionTimeout(…).';
    case 'memory':
      return 'Emit records instead of collecting them, and keep in state what must stay. The cluster goes on working.';
    case 'malformed':
      return 'To look at such records, use "npm run kafka tail TOPIC from-beginning".';
    case 'service':
      return 'A service that fails now and then can be asked again: AsyncDataStream has …WithRetry, and timeout(record) can stand in for an answer.';
    case 'function':
      return hintFor(message);
    // Its sentence ends with what to do.
    case 'record':
    case 'kafka':
      return undefined;
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
  const known = explainInfrastructure(failure.stacktrace, cluster) ?? explainRestoreFailure(failure.stacktrace);
  const what = known ? `: ${known}\nFlink says: ${escapeText(cause)}` : `${task}: ${escapeText(cause)}`;
  return new JobFailedError(`Job ${jobName} failed${what}`, {
    jobId,
    time: failure.timestamp,
    inFunction: false,
    stackTrace: failure.stacktrace,
  });
}
