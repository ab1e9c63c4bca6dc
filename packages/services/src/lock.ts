/** One command at a time changes an instance: a lock file whose owner can be checked. */
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { ServiceError } from './failures.js';
import { holdsOpen } from './identity.js';

const Owner = z.object({ pid: z.number().int().positive(), descriptor: z.number().int(), command: z.string() });
type Owner = z.infer<typeof Owner>;

/** A lock without an owner is one whose writer is between creating and filling it, or died there. */
const UNFINISHED_MS = 2_000;
const POLL_MS = 100;

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

interface Lock {
  text: string;
  /** Undefined where the text is no owner (yet). */
  owner?: Owner;
  ageMs: number;
}

/** The lock as it stands in its file; undefined where there is none. */
function readLock(file: string): Lock | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    const ageMs = Date.now() - statSync(file).mtimeMs;
    return { text, ageMs, owner: parseOwner(text) };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parseOwner(text: string): Owner | undefined {
  try {
    return Owner.parse(JSON.parse(text));
  } catch {
    return undefined;
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

interface LockOptions {
  deadlineMs?: number;
  /** Called once, with the other command and its process id, when there is something to wait for. */
  onWait?: (command: string, pid: number) => void;
}

/** Creates the lock file, once nobody else has it, and returns its open descriptor. */
async function acquire(file: string, command: string, { deadlineMs = 300_000, onWait }: LockOptions): Promise<number> {
  const end = performance.now() + deadlineMs;
  let told = false;
  for (;;) {
    try {
      const descriptor = openSync(file, 'wx');
      const owner: Owner = { pid: process.pid, descriptor, command };
      writeSync(descriptor, JSON.stringify(owner));
      return descriptor;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    const lock = readLock(file);
    if (!lock) continue;
    if (!(await isHeld(file, lock))) {
      removeAbandoned(file, lock.text);
      continue;
    }
    if (lock.owner && !told) {
      onWait?.(lock.owner.command, lock.owner.pid);
      told = true;
    }
    if (performance.now() > end) {
      const who = lock.owner ? `"${lock.owner.command}" (process ${lock.owner.pid})` : 'Another command';
      throw new ServiceError(`${who} has been at work on these services for too long. End it, then try again.`);
    }
    await delay(POLL_MS);
  }
}

async function isHeld(file: string, { owner, ageMs }: Lock): Promise<boolean> {
  return owner ? holdsOpen(owner.pid, owner.descriptor, file) : ageMs < UNFINISHED_MS;
}

/**
 * Runs `task` while this process alone holds the instance's lock; waits for another command that holds it.
 * @throws ServiceError when the other command does not end within `deadlineMs` (5 min)
 */
export async function withLock<T>(
  home: string,
  command: string,
  task: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  mkdirSync(home, { recursive: true });
  const file = path.join(home, 'lock');
  const descriptor = await acquire(file, command, options);
  try {
    return await task();
  } finally {
    // In this order: a lock that is there but not held open would be taken for an abandoned one.
    rmSync(file, { force: true });
    closeSync(descriptor);
  }
}
