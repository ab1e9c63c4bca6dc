/** A moment's exclusive access to a file, for commands that run at the same time. */
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** A lock without its owner's process id is one whose owner is just writing it, or was killed there. */
const UNFINISHED_MS = 2_000;
/** The work under a lock takes a millisecond; an owner that seems to live after this time is a stranger with its process id. */
const LONGEST_MS = 60_000;
const POLL_MS = 5;

/** Calls `work` while this process alone holds the lock file. Waits for another holder, and blocks meanwhile. */
export function holding(lock: string, work: () => void): void {
  while (!acquire(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function acquire(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  if (isAbandoned(lock)) rmSync(lock, { force: true });
  return false;
}

function isAbandoned(lock: string): boolean {
  try {
    const ageMs = Date.now() - statSync(lock).mtimeMs;
    const owner = ownerOf(lock);
    if (!owner) return ageMs > UNFINISHED_MS;
    // One that has let go meanwhile, and ended, has left no lock, or somebody else's.
    return ageMs > LONGEST_MS || (!isAlive(owner) && ownerOf(lock) === owner);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** The owner's process id; 0 where none is written yet. */
function ownerOf(lock: string): number {
  return Number(readFileSync(lock, 'utf8'));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
