/** A moment's exclusive access to a file, for commands that run at the same time. */
import { closeSync, openSync, rmSync, statSync } from 'node:fs';

/** The work under a lock takes a millisecond; an older lock was left by a command that was killed there. */
const ABANDONED_MS = 2_000;
const POLL_MS = 5;

/** Calls `work` while this process alone holds the lock file. Waits for another holder, and blocks meanwhile. */
export function inTurn(lock: string, work: () => void): void {
  while (!acquire(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function acquire(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const held = statSync(lock, { throwIfNoEntry: false });
  if (held && Date.now() - held.mtimeMs > ABANDONED_MS) rmSync(lock, { force: true });
  return false;
}
