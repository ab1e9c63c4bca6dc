/** Log files of the services: one a service, older lines in `NAME.log.1`. */
import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import type { ProcessName } from './settings.js';

/** A log that has grown beyond this, in bytes, is set aside: by its service while that runs, and here when it starts. */
export const LOG_BYTES = 8 * 1024 * 1024;
/** How many lines of a log a failure shows. */
export const LOG_LINES = 12;
/** As many lines as an error of Node's or Python's may take at the end of a log. */
export const TRACE_LINES = 100;
/** How much of a log's end is read to find its last lines. */
const TAIL_BYTES = 1024 * 1024;

export function logFile(home: string, service: ProcessName): string {
  return path.join(home, 'logs', `${service}.log`);
}

/** What jobs printed, and failed with, is kept for a week. */
const JOB_LOG = /^workbook-(?:console|failures)-.+\.log$/;
const JOB_LOG_MS = 7 * 24 * 3600 * 1000;

/** Removes what the functions of long finished jobs printed, and what they failed with. */
export function removeOldJobLogs(home: string): void {
  const folder = path.join(home, 'logs');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((entry) => JOB_LOG.test(entry))) {
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > JOB_LOG_MS) rmSync(file, { force: true });
  }
}

/** Where a log's older lines are. */
export function olderLog(file: string): string {
  return `${file}.1`;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Makes a service's log ready for its next process; returns the position (in bytes) at which that one begins to write. */
export function prepareLog(home: string, service: ProcessName): number {
  const file = logFile(home, service);
  mkdirSync(path.dirname(file), { recursive: true });
  if (sizeOf(file) > LOG_BYTES) renameSync(file, olderLog(file));
  return sizeOf(file);
}

/** The last `count` lines of a log, oldest first, not reaching back before the position `from` (bytes). */
export function lastLines(file: string, count: number, from = 0): string[] {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const size = fstatSync(descriptor).size;
    const start = Math.max(Math.min(from, size), size - TAIL_BYTES);
    const buffer = Buffer.alloc(size - start);
    readSync(descriptor, buffer, 0, buffer.length, start);
    const lines = buffer.toString('utf8').split(/\r?\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines.slice(-count);
  } finally {
    closeSync(descriptor);
  }
}

const FAILURE = /\b(ERROR|FATAL)\b|^Exception in thread|^Error[: ]|^Error occurred/;
const CAUSE = /^Caused by:|^\S+(Exception|Error): /;
/** A failure's line and what belongs to it can be followed by the dump of all threads, thousands of lines long. */
const RUN_LINES = 4_000;

/** A line that a logger began; what follows without such a beginning, as a stack trace, belongs to it. */
const LOGGED = /^\d{4}-\d\d-\d\d \S+ \[/;
/** How a process says that it ends now: Kafka, Flink, Java itself. */
const LAST_WORDS: readonly RegExp[] = [
  / ERROR kafka\.Kafka\S* - Exiting Kafka due to fatal exception/,
  / ERROR \S+ - Encountered fatal fault: /,
  / ERROR \S+ - Shutdown broker because all log dirs in .+ have failed/,
  / ERROR \S+ - Could not start cluster entrypoint /,
  / ERROR \S+ - Fatal error occurred in the cluster entrypoint\./,
  / ERROR \S+ - Fatal error occurred while executing the TaskManager\. Shutting it down/,
  / ERROR \S+ - Terminating TaskManagerRunner with exit code /,
  / ERROR \S+ - FATAL: Thread '.*' produced an uncaught exception\. Stopping the process/,
];
/** Java's own words, at any time … */
const JAVA_ENDS: readonly RegExp[] = [
  /^Exception in thread "main" /,
  /^Terminating due to java\.lang\.OutOfMemoryError/,
  /^# There is insufficient memory for the Java Runtime Environment to continue\./,
  /^# A fatal error has been detected by the Java Runtime Environment:/,
];
/** … and before the program has begun. */
const JAVA_DOES_NOT_BEGIN = /^Error: |^Error occurred during initialization of /;
/** Kafka gives up a disk in these words, and itself a moment later. */
const DISK_FAILED = / ERROR \S*LogDirFailureChannel - /;

/**
 * What a process wrote from the position `from` on when it ended, with the stack traces. Empty if it ended without a word,
 * as by `kill -9`.
 */
export function lastWords(file: string, from: number): string[] {
  const words: string[] = [];
  let disk: string[] = [];
  let began = false;
  let listener: string[] | undefined;
  for (const line of lastLines(file, RUN_LINES, from)) {
    if (LOGGED.test(line)) {
      began = true;
      listener = LAST_WORDS.some((pattern) => pattern.test(line)) ? words : undefined;
      if (listener) words.push(...disk.splice(0));
      if (DISK_FAILED.test(line)) listener = disk = [];
    } else if (JAVA_ENDS.some((pattern) => pattern.test(line)) || (!began && JAVA_DOES_NOT_BEGIN.test(line))) {
      listener = words;
    }
    listener?.push(line);
  }
  // Where the log is on the disk that failed, nothing more can be written to it.
  return words.length === 0 && listener === disk ? disk : words;
}

/**
 * The lines of a log, from the position `from` on, that say why the process ended: its last words with the causes; where
 * it has none, its first failure if it was starting, and else simply its last lines. At most `count`, oldest first.
 */
export function tellingLines(file: string, count: number, from: number, wasStarting: boolean): string[] {
  const words = lastWords(file, from);
  const lines = words.length > 0 ? words : lastLines(file, RUN_LINES, from);
  const first = words.length > 0 ? 0 : lines.findIndex((line) => FAILURE.test(line));
  if (first < 0 || (words.length === 0 && !wasStarting)) return lines.slice(-count);
  const failure = lines.slice(first, first + 4);
  const causes = lines.slice(first + 4).filter((line) => CAUSE.test(line));
  return [...failure, ...causes].slice(0, count);
}
