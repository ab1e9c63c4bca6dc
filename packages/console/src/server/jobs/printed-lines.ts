/** What a job's functions print, in batches, so that a talkative job does not flood the page. */
import { setTimeout as delay } from 'node:timers/promises';
import type { ConsoleLine, JobHandle } from '@workbook/flink';
import type { PrintedLine, PrintedLines } from '../../api/jobs.js';

/** More lines than this at once are not sent. */
const BATCH = 300;
const MAX_TEXT = 2_000;
const FLUSH_MS = 250;
const ASK_MS = 1_000;

/** Flink that is away is asked again after this time. */
const RETRY_MS = 3_000;

/**
 * Sends the lines that there are and those that come, until the job has ended or the signal aborts. It waits for a Flink
 * that is away, and begins again then.
 */
export async function keepPrinting(
  job: () => Promise<JobHandle>,
  signal: AbortSignal,
  send: (lines: PrintedLines) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await followPrinted(await job(), signal, send);
    } catch {
      // The job's own feed says what is wrong.
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function followPrinted(
  job: JobHandle,
  signal: AbortSignal,
  send: (lines: PrintedLines) => Promise<void>,
): Promise<void> {
  let waiting: PrintedLine[] = [];
  let leftOut = 0;
  let fromStart = true;
  let sending = Promise.resolve();
  const flush = () => {
    if (waiting.length === 0) return;
    const batch = { lines: waiting, leftOut, fromStart };
    fromStart = false;
    waiting = [];
    leftOut = 0;
    sending = sending.then(() => send(batch));
  };
  const flushing = setInterval(flush, FLUSH_MS);
  try {
    for await (const line of job.logs({ signal, intervalMs: ASK_MS })) {
      waiting.push(printedLine(line));
      if (waiting.length > BATCH) {
        waiting.shift();
        leftOut += 1;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearInterval(flushing);
    flush();
    await sending;
  }
}

function printedLine({ time, level, operator, subtask, text }: ConsoleLine): PrintedLine {
  const shown = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)} … (${text.length} characters)` : text;
  return { at: time, level, operator, subtask, text: shown };
}
