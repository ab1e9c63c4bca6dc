/** One command at a time changes an instance: a lock file whose owner can be checked. */
import { closeSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError } from './failures.js';
import { takeFile } from './owned-file.js';

const POLL_MS = 100;

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
    const attempt = await takeFile(file, command);
    if ('descriptor' in attempt) return attempt.descriptor;
    const { owner } = attempt;
    if (owner && !told) {
      onWait?.(owner.command, owner.pid);
      told = true;
    }
    if (performance.now() > end) {
      const who = owner ? `"${owner.command}" (process ${owner.pid})` : 'Another command';
      throw new ServiceError(`${who} has been at work on these services for too long. End it, then try again.`);
    }
    await delay(POLL_MS);
  }
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
