/** Whether a running job's event time moves: windows that no watermark reaches never fire, and Flink runs on in silence. */
import { setTimeout as delay } from 'node:timers/promises';
import type { JobHandle } from '@workbook/flink';
import { fail } from './mistakes.js';

/** How often a running job is asked how far it is, in ms. */
const LOOK_MS = 250;
/** Between the last record and the watermark behind it lie some hundred ms; on a machine that is busy elsewhere, seconds. */
const STANDS_MS = 8_000;
/** An order of today has more milliseconds since 1970, and fewer seconds. */
const FIRST_MS = 100_000_000_000;

export interface Standstill {
  id: 'no-watermarks' | 'wrong-unit' | 'watermark-stands';
  message: string;
  expected: string;
  got: string;
}

/**
 * Watches a job until its source has read everything and its watermark has not come far enough.
 *
 * @param sent how many records its source reads
 * @param needed the watermark (ms since 1970) that the last window waits for
 * @param signal ends the watch: it never resolves then
 */
export async function standstill(
  job: JobHandle,
  sent: number,
  needed: number,
  signal: AbortSignal,
): Promise<Standstill> {
  let since = performance.now();
  let last = '';
  for (;;) {
    await delay(LOOK_MS, undefined, { signal });
    const { operators } = await job.metrics(signal);
    const read = Math.max(0, ...operators.map(({ recordsOut = 0 }) => recordsOut));
    const reached = Math.max(...operators.map(({ watermark = Number.NEGATIVE_INFINITY }) => watermark));
    const now = `${read} ${reached}`;
    if (now !== last || read < sent || reached >= needed) since = performance.now();
    if (performance.now() - since > STANDS_MS) return described(sent, reached, needed);
    last = now;
  }
}

function described(sent: number, reached: number, needed: number): Standstill {
  const read = `The job has read all ${sent} records`;
  const expected = `a watermark of ${iso(needed)}`;
  if (!Number.isFinite(reached)) {
    return { id: 'no-watermarks', message: `${read}, and has no watermark.`, expected, got: 'none' };
  }
  const message = `${read}, and its event time stands at ${iso(reached)}: no later window fires any more.`;
  return { id: reached < FIRST_MS ? 'wrong-unit' : 'watermark-stands', message, expected, got: String(reached) };
}

function iso(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}

/**
 * Waits for what windows bring about.
 * @throws TaskMistake as soon as no window can fire any more
 */
export async function whileTimeMoves<T>(
  job: JobHandle,
  { sent, needed }: { sent: number; needed: number },
  awaited: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const standing = standstill(job, sent, needed, done.signal).then(({ id, ...details }) => fail(id, details));
  try {
    return await Promise.race([awaited, standing]);
  } finally {
    done.abort();
    standing.catch(() => undefined);
  }
}
