/**
 * Services as detached processes. No supervisor stays behind: a pid file and the process's own open log tell any later
 * command, in any terminal, what runs.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ServiceError } from './failures.js';
import { holdsOpen, isStopped } from './identity.js';
import { LOG_BYTES, logFile, olderLog, prepareLog } from './logs.js';
import { replaceFile } from './replace-file.js';
import type { ProcessName } from './settings.js';
import { waitFor } from './wait.js';

const STANDARD_ERROR = 2;
const STOP_DEADLINE_MS = 30_000;
const KILL_DEADLINE_MS = 5_000;

const ProcessRecord = z.object({
  pid: z.number().int().positive(),
  /** When it was started, ISO 8601. */
  startedAt: z.string(),
  /** Its log, which it holds open as its standard error: that identifies it. */
  log: z.string(),
  /** Where its own lines begin in the log, in bytes. */
  logStart: z.number().int().nonnegative(),
  /** The ports it was started with, by name. */
  ports: z.record(z.string(), z.number()),
  /** What it was started from: its code and its instance, see originOf. */
  origin: z.string().default(''),
  /** The id under which it registers with others (a TaskManager with its JobManager). */
  registeredAs: z.string().optional(),
  /** As what the process before it had registered, if that one died: until it is forgotten there, work may still be given to it. */
  replaces: z.string().optional(),
  /** Whether somebody ended it without forgetting it, as a lesson or a test that shows a crash. */
  killed: z.boolean().optional(),
});
/** What a pid file holds. */
export type ProcessRecord = z.infer<typeof ProcessRecord>;

/** How to start a service. */
export interface ProcessPlan {
  command: string;
  args: readonly string[];
  cwd: string;
  env?: Readonly<Record<string, string>>;
  ports: Readonly<Record<string, number>>;
  registeredAs?: string;
}

export interface StartedProcess {
  record: ProcessRecord;
  child: ChildProcess;
}

function pidFile(home: string, service: ProcessName): string {
  return path.join(home, 'pids', `${service}.pid`);
}

/** The record of the service's last process; undefined when it was never started or was stopped in good order. */
export function readRecord(home: string, service: ProcessName): ProcessRecord | undefined {
  try {
    return ProcessRecord.parse(JSON.parse(readFileSync(pidFile(home, service), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Where in its log (bytes) a process's own lines begin: at its start, or at 0 if lines were set aside since then. */
export function ownLinesFrom({ log, logStart, startedAt }: ProcessRecord): number {
  const setAside = statSync(olderLog(log), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return setAside > Date.parse(startedAt) ? 0 : logStart;
}

function writeRecord(home: string, service: ProcessName, record: ProcessRecord): void {
  const file = pidFile(home, service);
  mkdirSync(path.dirname(file), { recursive: true });
  replaceFile(file, `${file}.new`, `${JSON.stringify(record, null, 2)}\n`);
}

/** Forgets the service's last process, as after an orderly stop. */
export function removeRecord(home: string, service: ProcessName): void {
  rmSync(pidFile(home, service), { force: true });
}

/** Whether the process of this record still lives, and is not a stranger that got its number. */
export function isRunning(record: ProcessRecord): Promise<boolean> {
  return holdsOpen(record.pid, STANDARD_ERROR, record.log);
}

/** Whether a signal has stopped the process of this record: it lives, and does nothing. */
export function isFrozen(record: ProcessRecord): Promise<boolean> {
  return isStopped(record.pid);
}

/** What a frozen process is, and what to do. */
export function frozenSentence({ pid }: ProcessRecord): string {
  return `its process ${pid} is frozen (SIGSTOP or Ctrl-Z): it lives, and does nothing. "kill -CONT ${pid}" lets it go on`;
}

/** Starts a service in a session of its own, with its output in its log, and writes its pid file. */
export function startProcess(home: string, service: ProcessName, plan: ProcessPlan, origin: string): StartedProcess {
  const logStart = prepareLog(home, service);
  const log = logFile(home, service);
  // One that was stopped in good order has no record, and has taken leave itself.
  const dead = readRecord(home, service);
  const output = openSync(log, 'a');
  try {
    const child = spawn(plan.command, plan.args, {
      cwd: plan.cwd,
      // What bounds the log (BoundedLog.java, bounded-log.ts, bounded_log.py).
      env: { WORKBOOK_LOG_BYTES: String(LOG_BYTES), ...process.env, ...plan.env, WORKBOOK_LOG: log },
      stdio: ['ignore', output, output],
      detached: true,
    });
    child.once('error', () => undefined);
    if (child.pid === undefined)
      throw new ServiceError(`${plan.command} could not be started. Run "npm start" to repair it.`);
    const record: ProcessRecord = {
      pid: child.pid,
      startedAt: new Date().toISOString(),
      log: realpathSync(log),
      logStart,
      ports: { ...plan.ports },
      origin,
      registeredAs: plan.registeredAs,
      replaces: dead?.registeredAs,
    };
    try {
      writeRecord(home, service, record);
    } catch (error) {
      // Without its record, as on a full disk, nobody could ever stop it.
      child.kill('SIGKILL');
      throw error;
    }
    child.unref();
    return { record, child };
  } finally {
    closeSync(output);
  }
}

/** Resolves to true once the process is gone, to false when it still lives at the deadline. */
async function waitUntilGone(record: ProcessRecord, deadlineMs: number): Promise<boolean> {
  const gone = await waitFor(async () => ((await isRunning(record)) ? undefined : true), { deadlineMs, everyMs: 50 });
  return gone ?? false;
}

/**
 * Sends a signal to the service's process, if it is ours and lives, and waits until it is gone where the signal ends it.
 * @returns false when there was no such process
 */
export async function signalProcess(home: string, service: ProcessName, signal: NodeJS.Signals): Promise<boolean> {
  const record = readRecord(home, service);
  if (!record || !(await isRunning(record))) return false;
  const ends = signal === 'SIGKILL' || signal === 'SIGTERM';
  if (ends) writeRecord(home, service, { ...record, killed: true });
  process.kill(record.pid, signal);
  if (ends) await waitUntilGone(record, STOP_DEADLINE_MS);
  return true;
}

/**
 * Stops the service's process in good order, by force after 30 s, and removes its pid file.
 * @returns whether there was something to stop
 * @throws ServiceError when even force does not end it
 */
export async function stopProcess(home: string, service: ProcessName): Promise<boolean> {
  const record = readRecord(home, service);
  const running = record !== undefined && (await isRunning(record));
  if (running) {
    process.kill(record.pid, 'SIGTERM');
    // A process that was paused takes the signal only when it goes on.
    process.kill(record.pid, 'SIGCONT');
    if (!(await waitUntilGone(record, STOP_DEADLINE_MS))) {
      process.kill(record.pid, 'SIGKILL');
      if (!(await waitUntilGone(record, KILL_DEADLINE_MS))) {
        throw new ServiceError(
          `The ${service} (process ${record.pid}) does not end. Restart the machine to get rid of it.`,
        );
      }
    }
  }
  removeRecord(home, service);
  return running;
}
