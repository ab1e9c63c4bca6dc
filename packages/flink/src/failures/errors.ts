/** What can go wrong between a job file and a running job. Every message is a sentence for the author of the job. */
import type { SourcePosition } from '../prepare/source-positions.js';

/** The parent of every error that this package's client throws. */
export class FlinkError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The job file is missing, does not compile, or imports what Flink's JVM can't run. Nothing was submitted. */
export class JobFileError extends FlinkError {
  constructor(
    message: string,
    /** Where in the author's code, if the mistake has a place. */
    readonly position?: SourcePosition,
  ) {
    super(message);
  }
}

/** The process that bundles jobs ended while it worked. Nothing was submitted. */
export class BundlerEndedError extends FlinkError {
  constructor() {
    super('esbuild, which bundles the job, was ended while it worked. Nothing was submitted: run this again.');
  }
}

/** The TypeScript compiler refuses the job. Nothing was submitted. */
export class JobTypeError extends FlinkError {
  constructor(
    message: string,
    /** All places that the compiler names, in its order. */
    readonly positions: SourcePosition[],
  ) {
    super(message);
  }
}

/** In which part of a job's evaluation something happened: its module's top level, or its build function. */
export type EvaluationPhase = 'module' | 'build';

/** Evaluating the job in Node failed: a throw, an endless loop, runaway memory, or a graph that makes no sense. */
export class JobPlanError extends FlinkError {
  constructor(
    message: string,
    readonly phase: EvaluationPhase,
    readonly position?: SourcePosition,
  ) {
    super(message);
  }
}

/** The job needs more task slots than the cluster has, so it could never run. Nothing was submitted. */
export class TooFewSlotsError extends FlinkError {
  constructor(
    message: string,
    /** Where the job's code asks for so many, if it does. */
    readonly position: SourcePosition | undefined,
  ) {
    super(message);
  }
}

/** Nothing answers at Flink's address, or it stopped answering for longer than the client is willing to wait. */
export class ClusterUnreachableError extends FlinkError {
  /** Whether a connection was made, so that Flink may have carried out what was asked. */
  readonly mayHaveArrived: boolean;

  constructor(
    readonly url: string,
    options: ErrorOptions & { mayHaveArrived?: boolean } = {},
    message = `Flink does not answer at ${url}. Start it with "npm run services up", or look at it with "npm run services status".`,
  ) {
    super(message, options);
    this.mayHaveArrived = options.mayHaveArrived ?? false;
  }
}

/** Flink takes requests, but an answer did not come in time. A request that changes something may have been carried out. */
export class ClusterSlowError extends ClusterUnreachableError {
  constructor(
    url: string,
    /** Method and path of the request. */
    readonly request: string,
    waitedMs: number,
    options?: ErrorOptions,
  ) {
    super(
      url,
      { ...options, mayHaveArrived: true },
      `Flink at ${url} runs, but did not answer ${request} within ${waitedMs / 1000} s. The machine may be busy: try again when it is calmer. "npm run services status" shows how Flink is.`,
    );
  }
}

/** Flink did not say whether it started a job, and does not list it. */
export class SubmissionLostError extends FlinkError {
  constructor(
    readonly jobId: string,
    name: string,
    options?: ErrorOptions,
  ) {
    super(
      `Flink did not say whether it started job ${name}, and does not list it. Look for it later with "npm run flink list": ` +
        `its id is ${jobId}. "npm run flink cancel ${jobId.slice(0, 8)}" would end it.`,
      options,
    );
  }
}

/** Flink's REST API answered with an error. */
export class RestError extends FlinkError {
  constructor(
    message: string,
    readonly status: number,
    /** Method and path of the request. */
    readonly request: string,
    /** Flink's own words, with its Java stack trace, for a bug report. */
    readonly details: string,
  ) {
    super(message);
  }
}

/** A job that runs writes with the same transactionalIdPrefix. Nothing was submitted. */
export class TransactionsInUseError extends FlinkError {
  constructor(
    message: string,
    /** The job that has the prefix. */
    readonly jobId: string,
    readonly jobName: string,
  ) {
    super(message);
  }
}

/** Flink does not know the job: it ended long ago, or the JobManager ended and forgot all of its jobs. */
export class JobGoneError extends FlinkError {
  constructor(
    readonly jobId: string,
    name = jobId,
  ) {
    super(
      `Job ${name} is gone: Flink no longer knows it. Flink forgot its jobs when the JobManager ended, ` +
        'or the job ended long ago. Submit it again, or resubmit it from its latest checkpoint.',
    );
  }
}

/** The job was cancelled while something else was awaited. */
export class JobCanceledError extends FlinkError {
  constructor(
    readonly jobId: string,
    name: string,
    awaited: string,
  ) {
    super(`Job ${name} was cancelled before it was ${awaited}.`);
  }
}

/** A wait ran out of time. */
export class WaitTimeoutError extends FlinkError {}

/** What a job's failure carries besides its text. */
export interface JobFailureDetails {
  jobId: string;
  /** When it failed, in ms since 1970, by Flink's clock. */
  time: number;
  /** The name of the operator whose function failed. */
  operator?: string;
  /** The line of the author's code that failed. */
  position?: SourcePosition;
  /** The record that was processed, as text with control characters escaped. */
  record?: string;
  /** True if the author's code failed; false if Flink, Kafka or the machine did. */
  inFunction: boolean;
  /** Flink's own report, a Java stack trace, for a bug report. */
  stackTrace: string;
}

/** The job failed on the cluster. */
export class JobFailedError extends FlinkError {
  readonly jobId: string;
  readonly time: number;
  readonly operator: string | undefined;
  readonly position: SourcePosition | undefined;
  readonly record: string | undefined;
  readonly inFunction: boolean;
  readonly stackTrace: string;

  constructor(message: string, details: JobFailureDetails) {
    super(message);
    this.jobId = details.jobId;
    this.time = details.time;
    this.operator = details.operator;
    this.position = details.position;
    this.record = details.record;
    this.inFunction = details.inFunction;
    this.stackTrace = details.stackTrace;
  }
}

/** No job has this id, id prefix or name. */
export class UnknownJobError extends FlinkError {}

/** A savepoint or checkpoint could not be made or found. */
export class SavepointError extends FlinkError {}
