// Mends: a kernel outlives the Jupyter that started it when that is killed, or when a cell left something running.

const POLL_MS = 1_000;
/** How long the last messages have to get out. */
const FAREWELL_MS = 500;

/** Ends this process when its parent is gone. */
export function endWithParent(exit) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) exit();
  }, POLL_MS).unref();
}

/** Ends this process soon, whatever cells left running; at once if nothing does. */
export function endSoon(exit) {
  setTimeout(exit, FAREWELL_MS).unref();
}
