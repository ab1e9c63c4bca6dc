/** What a command does when nobody reads its output any more, as behind `| head -1`, or when its terminal was closed. */

let closed = false;
let act: (() => void) | undefined;

/** Whether anything was written that nobody could read. */
export function isOutputClosed(): boolean {
  return closed;
}

/**
 * From now on a closed output is no error with a stack trace.
 *
 * @param otherwise what is done where `onClosedOutput` said nothing else
 */
export function watchOutput(otherwise: () => void): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosing(error)) throw error;
    if (closed) return;
    closed = true;
    (act ?? otherwise)();
  });
  // There is nobody to tell.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (!isClosing(error)) throw error;
  });
}

/** @param react once, at the first text that nobody reads; instead of what was said before */
export function onClosedOutput(react: () => void): void {
  act = react;
}

function isClosing({ code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || code === 'EIO' || code === 'ERR_STREAM_DESTROYED';
}
