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

/** A log that has grown beyond this is set aside when its service starts. */
const ROTATE_BYTES = 8 * 1024 * 1024;
/** How many lines of a log a failure shows. */
export const LOG_LINES = 12;
/** How much of a log's end is read to find its last lines. */
const TAIL_BYTES = 1024 * 1024;

export function logFile(home: string, service: ProcessName): string {
  return path.join(home, 'logs', `${service}.log`);
}

/** What jobs printed is kept for a week. */
const CONSOLE_LOG = /^workbook-console-.+\.log$/;
const CONSOLE_LOG_MS = 7 * 24 * 3600 * 1000;

/** Removes what the functions of long finished jobs printed. */
export function removeOldConsoleLogs(home: string): void {
  const folder = path.join(home, 'logs');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((entry) => CONSOLE_LOG.test(entry))) {
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > CONSOLE_LOG_MS) rmSync(file, { force: true });
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** Makes a service's log ready for its next process; returns the position (in bytes) at which that one begins to write. */
export function prepareLog(home: string, service: ProcessName): number {
  const file = logFile(home, service);
  mkdirSync(path.dirname(file), { recursive: true });
  if (sizeOf(file) > ROTATE_BYTES) renameSync(file, `${file}.1`);
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

/**
 * The lines of a log, from the position `from` on, that say why the process ended: its first failure with the causes, or
 * else simply its last lines. At most `count`, oldest first.
 */
export function tellingLines(file: string, count: number, from: number): string[] {
  const lines = lastLines(file, RUN_LINES, from);
  const first = lines.findIndex((line) => FAILURE.test(line));
  if (first < 0) return lines.slice(-count);
  const failure = lines.slice(first, first + 4);
  const causes = lines.slice(first + 4).filter((line) => CAUSE.test(line));
  return [...failure, ...causes].slice(0, count);
}
