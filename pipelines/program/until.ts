import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;

/** Waits until a condition holds, at most for this long (ms). */
export async function until(condition: () => boolean, deadlineMs: number): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!condition() && Date.now() < deadline) await sleep(POLL_MS);
}
