/** The grading process as it starts: it loads vitest, and waits for its task. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ENTRY = path.join(path.dirname(fileURLToPath(import.meta.url)), 'grade.js');
const REPOSITORY = path.resolve(path.dirname(ENTRY), '..', '..', '..');
/** A learner's code may not take the machine's memory with it, in MB. */
const MEMORY_MB = 1_024;

let waiting: ChildProcess | undefined;

/** Starts a grading process ahead, for whoever takes one next. It ends by itself with this process. */
export function startGrader(): void {
  waiting = spawnGrader();
}

/** The grading process that was started ahead, or a new one. */
export function takeGrader(): ChildProcess {
  const ahead = waiting;
  waiting = undefined;
  return ahead?.connected ? ahead : spawnGrader();
}

/** Ends a grading process that nobody took. */
export function dismissGrader(): void {
  waiting?.kill('SIGKILL');
  waiting = undefined;
}

function spawnGrader(): ChildProcess {
  return spawn(process.execPath, [`--max-old-space-size=${MEMORY_MB}`, '--no-warnings', ENTRY], {
    cwd: REPOSITORY,
    env: { ...process.env, VITEST: undefined },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'ipc'],
  });
}
