import { WaitTimeoutError } from '../failures/errors.js';
import { onAbort } from './on-abort.js';

export interface WaitOptions {
  /** How long to wait, in ms. Default 60 000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/**
 * Asks again and again, at first every 30 ms and later every 200 ms, until the answer is not undefined.
 *
 * @param describe what is awaited and how things stand, for the error's message
 * @throws WaitTimeoutError when the time is up; the signal's reason when it is aborted
 */
export async function poll<T>(
  ask: () => Promise<T | undefined>,
  describe: () => string,
  { timeoutMs = 60_000, signal }: WaitOptions = {},
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (let pause = 30; ; pause = Math.min(200, pause * 1.2)) {
    signal?.throwIfAborted();
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() + pause > end) throw new WaitTimeoutError(`Waited ${timeoutMs / 1000} s for ${describe()}.`);
    await sleep(pause, signal);
  }
}

/**
 * Resolves after so many ms; in the background it does not keep the program running for it.
 *
 * @throws the signal's reason as soon as it is aborted, as `fetch` does
 */
export async function sleep(ms: number, signal?: AbortSignal, background = false): Promise<void> {
  signal?.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let done: (() => void) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(resolve, ms);
      if (background) timer.unref();
      done = signal && onAbort(signal, () => reject(signal.reason));
    });
  } finally {
    clearTimeout(timer);
    done?.();
  }
}

/** The result of what waits in the background, for which the program is kept running after all. */
export async function inForeground<T>(work: Promise<T>): Promise<T> {
  const keptAlive = setInterval(() => {}, 60_000);
  try {
    return await work;
  } finally {
    clearInterval(keptAlive);
  }
}
