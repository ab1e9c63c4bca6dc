// Child processes: started with argument arrays, listened to, and ended with this one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How long a program has to end by itself, in milliseconds. (npm would first undo what it did, for minutes.) */
const GRACE_MS = 2_000;
/** How long the rest of the task has after that, in milliseconds. */
const TIDY_MS = 2_000;
/** The exit codes of shells for a program that a signal ended. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
const LIFELINE = join(fileURLToPath(new URL('.', import.meta.url)), 'lifeline.mjs');

const interruption = new AbortController();

/** Aborts when the whole setup ends early: on Ctrl-C, or because one of its steps failed. */
export const interrupted = interruption.signal;

/** How long this process may take to hear of a Ctrl-C that has ended a child already, in milliseconds. */
const HEARING_MS = 200;

/**
 * After a child ended that has no group of its own: Ctrl-C reaches all of a terminal's processes at once, so the child may
 * have heard of it before this process.
 *
 * @throws the reason of the interruption, if there is one
 */
export async function throwIfInterrupted() {
  if (!interrupted.aborted)
    await once(interrupted, 'abort', { signal: AbortSignal.timeout(HEARING_MS) }).catch(() => {});
  interrupted.throwIfAborted();
}

/** The processes that run; each leads a group, so that what it starts ends with it. */
const running = new Set();

/**
 * Runs `task` so that Ctrl-C, a closed terminal or a request to end stops it: its child processes end first, it gets the
 * time to tidy up, and then this process ends. A second Ctrl-C ends all at once.
 *
 * @param {() => Promise<T>} task
 * @template T
 * @returns {Promise<T>}
 */
export async function interruptible(task) {
  let stopping;
  const leave = () => {
    process.stderr.write('\nStopped. The same command goes on from here.\n');
    process.exit(SIGNALS[stopping]);
  };
  const onSignal = (signal) => {
    if (stopping) leave();
    stopping = signal;
    interrupt();
    setTimeout(leave, GRACE_MS + TIDY_MS).unref();
  };
  const names = Object.keys(SIGNALS);
  for (const name of names) process.on(name, onSignal);
  // With its terminal, the place to write to is gone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  try {
    return await task();
  } catch (error) {
    if (stopping) leave();
    throw error;
  } finally {
    for (const name of names) process.off(name, onSignal);
  }
}

/** Ends all child processes, with force where they don't end by themselves; later ones don't start. */
export function interrupt() {
  if (interrupted.aborted) return;
  interruption.abort();
  for (const child of running) endGroup(child, 'SIGTERM');
  setTimeout(killAll, GRACE_MS).unref();
}

/** Ends all child processes at once and by force. */
export function killAll() {
  for (const child of running) endGroup(child, 'SIGKILL');
}

process.on('exit', killAll);

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
}

/**
 * Runs a program to its end.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, input?: string, onLine?: (line: string) => void, lifeline?: boolean}} [options]
 *   onLine gets each line of the standard output; lifeline: it ends with this process also when that is killed, and has
 *   no input
 * @returns {Promise<{code: number | null, stdout: string, stderr: string}>} rejects when the program can't be started, and
 *   after an interruption, once the program is gone
 */
export function run(program, args, { cwd, env, input = '', onLine, lifeline = false } = {}) {
  return new Promise((resolve, reject) => {
    interrupted.throwIfAborted();
    const [command, words] = lifeline ? [process.execPath, [LIFELINE, program, ...args]] : [program, args];
    // Ctrl-C reaches this process alone, which then ends the group in good order.
    const child = spawn(command, words, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
    if (child.pid !== undefined) running.add(child);
    let stdout = '';
    let stderr = '';
    let pending = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (!onLine) {
        stdout += text;
        return;
      }
      const lines = (pending + text).split('\n');
      pending = lines.pop();
      lines.forEach(onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.stdin.on('error', () => {}); // a program that ends before it has read its input says why by its exit code
    if (!lifeline) child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      if (interrupted.aborted) reject(interrupted.reason);
      else resolve({ code, stdout, stderr });
    });
  });
}
