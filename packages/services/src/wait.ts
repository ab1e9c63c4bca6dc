import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks `condition` again and again until it gives something else than undefined, and returns that; undefined when
 * `deadlineMs` have passed.
 */
export async function waitFor<T>(
  condition: () => Promise<T | undefined>,
  { deadlineMs, everyMs = 100, signal }: { deadlineMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<T | undefined> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value !== undefined) return value;
    if (performance.now() + everyMs > end) return undefined;
    await delay(everyMs, undefined, { signal });
  }
}
