import { once } from 'node:events';
import { onClosedOutput } from '@workbook/terminal';

/**
 * npm passes on a Ctrl-C that the terminal has sent already, where its shell has made way for the program: within 1 ms, also
 * on a busy machine. A person is slower, so a second signal this soon is the first one's echo.
 */
const ECHO_MS = 100;

export interface Interrupts {
  /** Aborts at the first Ctrl-C (or SIGTERM), and when nobody reads the output any more: finish in good order. */
  finish: AbortSignal;
  /** Aborts at the second: leave at once. */
  leave: AbortSignal;
  /** Stops listening: Ctrl-C ends the program again. */
  dispose(): void;
}

/** Listens to Ctrl-C. */
export function listenToInterrupts(): Interrupts {
  const finish = new AbortController();
  const leave = new AbortController();
  let first = 0;
  const onSignal = () => {
    if (!finish.signal.aborted) {
      first = performance.now();
      finish.abort();
    } else if (performance.now() - first > ECHO_MS) {
      leave.abort();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  onClosedOutput(() => {
    process.stderr.write('Nobody reads the output any more (it was closed), so this ends, as with Ctrl-C.\n');
    finish.abort();
  });
  return {
    finish: finish.signal,
    leave: leave.signal,
    dispose() {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onSignal);
    },
  };
}

/**
 * A signal that aborts after this long (ms). On Node 20 an `AbortSignal.timeout` that is joined with others by
 * `AbortSignal.any` may be collected as garbage, and never comes then.
 */
export function abortAfter(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms).unref();
  return controller.signal;
}

/** How long this program may take to hear of a Ctrl-C that has ended one of its children already, in ms. */
const HEARING_MS = 300;

/**
 * Whether a Ctrl-C is behind what has just failed: it reaches all of a terminal's processes at once, so a child, such as
 * esbuild's, may have ended from it before this program has heard of it.
 *
 * @param finish aborts at the Ctrl-C
 */
export async function isInterrupted(finish: AbortSignal): Promise<boolean> {
  if (!finish.aborted) await once(finish, 'abort', { signal: abortAfter(HEARING_MS) }).catch(() => {});
  return finish.aborted;
}
