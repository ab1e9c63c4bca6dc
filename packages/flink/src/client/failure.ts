/** From Flink's report of a failure to a sentence about the author's code. */
import { escapeControls } from './code-frame.js';
import { JobFailedError } from './errors.js';
import { hintFor } from './hints.js';
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
export interface LearnerFailure {
  kind: 'thrown' | 'timeout' | 'memory' | 'record' | 'graph';
  message: string;
  operator?: string;
  /** Frames of bundle.js, innermost first, one a line: `at name (bundle.js:LINE:COLUMN)`. */
  stack?: string;
  /** The record as JSON text, shortened. */
  record?: string;
}

const LEARNER_ERROR = 'workbook.flink.LearnerError: ';

/** Characters of a record that are shown. */
const RECORD_LENGTH = 500;

/** Explains one entry of a job's failures; `positions` are those of its bundle, where this machine has it. */
export function explainFailure(
  jobId: string,
  jobName: string,
  failure: FlinkFailure,
  positions: SourcePositions | undefined,
): JobFailedError {
  const learner = learnerFailure(failure.stacktrace);
  if (!learner) return explainOther(jobId, jobName, failure);
  const at = positions?.frames(learner.stack ?? '')[0];
  const record = learner.record === undefined ? undefined : shorten(escapeControls(learner.record));
  const where = learner.operator === undefined ? '' : ` in operator "${learner.operator}"`;
  const hint = remedy(learner);
  const message = [
    `${at ? `${formatPosition(at)}: ` : ''}Job ${jobName} failed${where}: ${escapeControls(learner.message)}`,
    at && positions?.frame(at),
    record && `record: ${record}`,
    hint,
  ];
  return new JobFailedError(message.filter(Boolean).join('\n'), {
    jobId,
    operator: learner.operator,
    position: at,
    record,
    inFunction: true,
    stackTrace: failure.stacktrace,
  });
}

/** Finds the JSON that follows the error's class name in a Java stack trace. */
function learnerFailure(stackTrace: string): LearnerFailure | undefined {
  const start = stackTrace.indexOf(LEARNER_ERROR);
  if (start < 0) return undefined;
  const [line = ''] = stackTrace.slice(start + LEARNER_ERROR.length).split('\n');
  try {
    return JSON.parse(line) as LearnerFailure;
  } catch {
    return { kind: 'thrown', message: line };
  }
}

function remedy({ kind, message }: LearnerFailure): string | undefined {
  switch (kind) {
    case 'timeout':
      return 'A function must return for each record: look for an endless loop, or give it more time with env.setFunctionTimeout(…).';
    case 'memory':
      return 'Keep less: emit records instead of collecting them, and keep what must stay in state. The cluster works on.';
    case 'record':
      return 'To keep bad records out of the job, read source.malformed(); to look at them, use "npm run kafka tail TOPIC".';
    case 'graph':
      return 'A job must describe the same graph wherever and whenever it is evaluated: depend on its arguments only.';
    case 'thrown':
      return hintFor(message)?.trim();
  }
}

function explainOther(jobId: string, jobName: string, failure: FlinkFailure): JobFailedError {
  const task = failure.taskName ? ` in task "${failure.taskName}"` : '';
  const cause = rootCause(failure.stacktrace) || failure.exceptionName;
  return new JobFailedError(`Job ${jobName} failed${task}: ${escapeControls(cause).replaceAll('\\n', '\n')}`, {
    jobId,
    inFunction: false,
    stackTrace: failure.stacktrace,
  });
}

function shorten(text: string): string {
  return text.length <= RECORD_LENGTH ? text : `${text.slice(0, RECORD_LENGTH)}…`;
}
