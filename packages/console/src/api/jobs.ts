/** What server and page say to each other about Flink's jobs. Times are in ms since 1970. */

/** A job in one line of the list. */
export interface JobRow {
  id: string;
  name: string;
  /** Flink's word: RUNNING, FAILED, …, or DEPLOYING while not all of its tasks run. */
  state: string;
  startedAt: number;
  /** Absent while it lives. */
  endedAt?: number;
  /** How many of its tasks run or have finished, and how many there are. */
  running: number;
  tasks: number;
  trouble?: JobTrouble;
  /** A lesson's check has submitted it, and has ended. */
  ofCheck: boolean;
}

/** What a job has failed of; absent for one that never did. */
export interface JobTrouble {
  /** How often Flink restarted the job. */
  restarts: number;
  /** It got over its last failure, or was ended by somebody. */
  recovered: boolean;
  /** When it failed the last time, and why, in one line. What followed from that failure is not it. */
  at: number;
  message: string;
}

/** One parallel instance of a task. What Flink does not tell (yet) is absent. */
export interface Subtask {
  /** Shares of its time, from 0 to 1. */
  busy?: number;
  backPressured?: number;
  idle?: number;
  /** Every record up to this event time has come, as far as it knows; a source's is what it sends on. */
  watermark?: number;
}

/** A task: operators that are chained together, and run in one thread for each subtask. */
export interface JobTask {
  id: string;
  /** Its operators, in the order in which records pass them; `depth` counts the forks before one. */
  operators: { name: string; depth: number }[];
  parallelism: number;
  /** Flink's word for the state of its subtasks. */
  state: string;
  /** From the tasks that it reads; 0 for a source. */
  recordsIn: number;
  /** To the tasks that read from it. */
  recordsOut: number;
  /** The tasks that it reads, and how records are spread over its subtasks: FORWARD, HASH, REBALANCE, … */
  inputs: { task: string; shipping: string }[];
  subtasks: Subtask[];
}

export interface JobOperator {
  /** The id of the task that it is chained into. */
  task: string;
  name: string;
  /** Absent for a sink's committer, which gets no records. */
  recordsIn?: number;
  /** Of its main output. */
  recordsOut?: number;
  /** The smallest of its subtasks'. */
  watermark?: number;
  /** Records that came after their window was closed, and were dropped. */
  lateDropped: number;
}

export interface Checkpoint {
  id: number;
  status: 'COMPLETED' | 'IN_PROGRESS' | 'FAILED';
  isSavepoint: boolean;
  at: number;
  durationMs: number;
  bytes: number;
  /** Why it failed, in Flink's words. */
  failure?: string;
}

export interface Checkpoints {
  /** Absent where the job makes none by itself. */
  everyMs?: number;
  completed: number;
  failed: number;
  inProgress: number;
  /** How often the job was restored from one. */
  restored: number;
  /** Newest first. */
  history: Checkpoint[];
}

export interface JobFailure {
  at: number;
  /** A sentence with the line of TypeScript, where it is known, and the code around it. */
  message: string;
  /** `job.ts:20:11` */
  position?: string;
  operator?: string;
  /** Java's report, for a bug report. */
  stackTrace: string;
}

/** What was likely to go wrong when the job was submitted, as far as this machine knows. */
export interface JobWarning {
  operator: string;
  /** What is likely to happen and what to do, as a sentence. */
  message: string;
  /** `job.ts:20:11` */
  position?: string;
}

/** A job at one moment. */
export interface JobSample {
  at: number;
  id: string;
  name: string;
  /** Flink's word, or DEPLOYING while not all of its tasks run. */
  state: string;
  startedAt: number;
  endedAt?: number;
  /** How many subtasks run or have finished, how many there are, and how many have no slot. */
  subtasks: { running: number; total: number; waiting: number };
  tasks: JobTask[];
  /** Sources first. Empty until the job runs. */
  operators: JobOperator[];
  /** The newest event time that its sources have read; absent where records have none. */
  eventTime?: number;
  checkpoints?: Checkpoints;
  trouble?: JobTrouble;
  /** Newest first. */
  failures: JobFailure[];
  warnings: JobWarning[];
  dashboard: string;
}

/** The figures that a chart over time needs; kept longer than all the rest. */
export interface EventTimePoint {
  at: number;
  eventTime?: number;
  /** By task and subtask. */
  watermarks: Record<string, (number | null)[]>;
}

/** What a job's functions printed. */
export interface PrintedLine {
  at: number;
  level: string;
  operator: string;
  subtask: number;
  text: string;
}

export interface PrintedLines {
  /** They are the job's first lines: what was sent before is sent again. */
  fromStart: boolean;
  lines: PrintedLine[];
  /** Lines before these that are not shown. */
  leftOut: number;
}
