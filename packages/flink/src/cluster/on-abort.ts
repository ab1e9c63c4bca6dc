/** The callbacks of all who wait for a signal, and the one listener that calls them. */
interface Waiting {
  callbacks: Set<() => void>;
  listener: () => void;
}

const waiting = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls back when a signal is aborted. However many wait for one signal, such as the reads about fifty jobs, it has one
 * listener: more than ten are taken by Node for a leak, and it warns.
 *
 * @returns ends it; to be called in any case
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks, listener } = waiting.get(signal) ?? listenTo(signal);
  // Its own, should the same function wait twice.
  const own = () => callback();
  callbacks.add(own);
  return () => {
    if (!callbacks.delete(own) || callbacks.size > 0) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', listener);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const callbacks = new Set<() => void>();
  const listener = () => {
    for (const callback of [...callbacks]) callback();
  };
  const all = { callbacks, listener };
  waiting.set(signal, all);
  signal.addEventListener('abort', listener, { once: true });
  return all;
}

/** @throws the signal's reason as soon as it is aborted; the work goes on by itself */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  signal.throwIfAborted();
  let done: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    done = onAbort(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    done?.();
  }
}
