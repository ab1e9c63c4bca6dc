/** Data that is read again and again while the page is visible. */
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Part } from '../../api/part.js';
import { whileVisible } from '../browser/visibility.js';
import { getJson, problemFrom } from './server.js';

export interface Polled<T> extends Part<T> {
  /** Reads at once, as after something was changed. */
  refresh: () => void;
}

/**
 * Reads `path` now and after every `everyMs`. When that fails, the problem stands beside what was read last, until it
 * succeeds again. What was never there is asked for once.
 */
export function usePolled<T>(path: string, everyMs: number): Polled<T> {
  const [part, setPart] = useState<Part<T>>({});
  const again = useRef<() => void>(() => {});
  /** What was there at least once. */
  const known = useRef<string>(undefined);
  // The request is on its way before the page is painted, not after.
  useLayoutEffect(() => {
    setPart({});
    return whileVisible(() => {
      const over = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const read = async () => {
        clearTimeout(timer);
        let missing = false;
        try {
          const value = await getJson<T>(path, over.signal);
          known.current = path;
          if (!over.signal.aborted) setPart({ value, at: new Date().toISOString() });
        } catch (error) {
          const problem = problemFrom(error);
          missing = problem.code === 'not-found' && known.current !== path;
          if (!over.signal.aborted) setPart((before) => ({ ...before, problem }));
        }
        clearTimeout(timer);
        if (!over.signal.aborted && !missing) timer = setTimeout(read, everyMs);
      };
      again.current = () => void read();
      void read();
      return () => {
        over.abort();
        clearTimeout(timer);
      };
    });
  }, [path, everyMs]);
  const refresh = useCallback(() => again.current(), []);
  return { ...part, refresh };
}
