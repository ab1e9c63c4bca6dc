/** Waits for what Flink keeps of a job's failure. */
import { sleep } from '../cluster/poll.js';
import type { FlinkRest } from '../cluster/rest.js';

/** As long as Flink's settings say that its answers may be old, if they do not say it, in ms. */
const REFRESH_MS = 3_000;
/** What is added to that, in ms: the JobManager may have more to do. */
const MARGIN_MS = 2_000;
/** So many answers, however slow they are. */
const ANSWERS = 4;

/**
 * Flink's history of failures follows a job's state a moment later, and Flink hands out answers that are a while old
 * (`web.refresh-interval`). What is not in an answer after that time never comes.
 *
 * @param ask the newest report, of a job whose state is FAILED; undefined while there is none
 */
export async function awaitReport<T>(
  rest: FlinkRest,
  ask: () => Promise<T | undefined>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const first = await ask();
  if (first !== undefined) return first;
  const { 'refresh-interval': refreshMs = REFRESH_MS } = await rest.get<{ 'refresh-interval'?: number }>(
    '/config',
    signal,
  );
  const end = performance.now() + 2 * refreshMs + MARGIN_MS;
  for (let answers = 1; answers < ANSWERS || performance.now() < end; answers += 1) {
    await sleep(Math.min(200, refreshMs), signal);
    const report = await ask();
    if (report !== undefined) return report;
  }
  return undefined;
}
