/** One command at a time changes an instance: a lock file whose owner can be checked. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from './failures.js';
import { holdsOpen } from './identity.js';

interface Owner {
  pid: number;
  descriptor: number;
  command: string;
}

/** A lock without an owner is one whose writer is between creating and filling it, or died there. */
const UNFINISHED_MS = 2_000;

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function readOwner(file: string): Owner | 'gone' | 'unfinished' | 'abandoned' {
  try {
    const text = readFileSync(file, 'utf8');
    if (text) return JSON.parse(text) as Owner;
    return Date.now() - statSync(file).mtimeMs < UNFINISHED_MS ? 'unfinished' : 'abandoned';
  } catch (error) {
    return hasCode(error, 'ENOENT') ? 'gone' : 'abandoned';
  }
}

/** Removes the lock of a process that is gone. A living lock that took its place in between is put back. */
function removeAbandoned(file: string, seen: string): void {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') === seen) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/**
 * Runs `task` while this process alone holds the instance's lock; waits for another command that holds it.
 * @param onWait called once, with the other command and its process id, when there is something to wait for
 * @throws ServiceError when the other command does not end within `deadlineMs`
 */
export async function withLock<T>(
  home: string,
  command: string,
  task: () => Promise<T>,
  { deadlineMs = 180_000, onWait }: { deadlineMs?: number; onWait?: (command: string, pid: number) => void } = {},
): Promise<T> {
  mkdirSync(home, { recursive: true });
  const file = path.join(home, 'lock');
  const end = performance.now() + deadlineMs;
  let told = false;
  for (;;) {
    let descriptor: number;
    try {
      descriptor = openSync(file, 'wx');
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const owner = readOwner(file);
      if (owner === 'gone') continue;
      if (owner === 'abandoned') {
        removeAbandoned(file, '');
        continue;
      }
      if (owner !== 'unfinished') {
        if (!(await holdsOpen(owner.pid, owner.descriptor, file))) {
          removeAbandoned(file, JSON.stringify(owner));
          continue;
        }
        if (!told) onWait?.(owner.command, owner.pid);
        told = true;
        if (performance.now() > end) {
          throw new ServiceError(
            `"${owner.command}" (process ${owner.pid}) has been at work on these services for too long. End it, then try again.`,
          );
        }
      }
      await delay(100);
      continue;
    }
    try {
      const owner: Owner = { pid: process.pid, descriptor, command };
      writeSync(descriptor, JSON.stringify(owner));
      return await task();
    } finally {
      // In this order: a lock that is there but not held open would be taken for an abandoned one.
      rmSync(file, { force: true });
      closeSync(descriptor);
    }
  }
}
