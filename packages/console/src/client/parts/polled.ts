/** Data that is read again and again while the page is visible. */
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Part } from '../../api/part.js';
import { whileVisible } from '../shell/visibility.js';
import { getJson, problemFrom } from './server.js';

export interface Polled<T> extends Part<T> {
  /** Reads at once, as after something was changed. */
  refresh: () => void;
}

/**
 * Reads `path` now and after every `everyMs`. When that fails, the problem stands beside what was read last, until it
 * succeeds again.
 */
export function usePolled<T>(path: string, everyMs: number): Polled<T> {
  const [part, setPart] = useState<Part<T>>({});
  const again = useRef<() => void>(() => {});
  // The request is on its way before the page is painted, not after.
  useLayoutEffect(() => {
    setPart({});
    return whileVisible(() => {
      const over = new AbortController();
      let timer: ReturnType<typeof setTimeout> | undefined;
      const read = async () => {
        clearTimeout(timer);
        try {
          const value = await getJson<T>(path, over.signal);
          if (!over.signal.aborted) setPart({ value, at: new Date().toISOString() });
        } catch (error) {
          if (!over.signal.aborted) setPart((before) => ({ ...before, problem: problemFrom(error) }));
        }
        clearTimeout(timer);
        if (!over.signal.aborted) timer = setTimeout(read, everyMs);
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
