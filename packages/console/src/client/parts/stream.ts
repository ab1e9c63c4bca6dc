/** What the server sends by itself: one stream a page, open only while the page is visible. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../api/problem.js';
import { whileVisible } from '../browser/visibility.js';

export interface StreamState {
  /** Whether the stream is open. While it is not, what is shown is old. */
  live: boolean;
  /** What the server could not do; it goes away with the next event. */
  problem?: Problem;
}

/** What to do with an event, by its name. */
export type StreamHandlers = Readonly<Record<string, (data: never) => void>>;

/**
 * Listens to a stream of `/api`. It ends when the page is left, changes with `path`, and connects again by itself; with an
 * undefined path there is none.
 */
export function useStream(path: string | undefined, handlers: StreamHandlers): StreamState {
  const [state, setState] = useState<StreamState>({ live: false });
  const newest = useRef(handlers);
  newest.current = handlers;
  // The request is on its way before the page is painted, not after.
  useLayoutEffect(() => {
    if (path === undefined) return;
    /** Where the server is to go on when the page was hidden, where it said so. */
    let last = '';
    return whileVisible(() => {
      const after = last && `${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(last)}`;
      const source = new EventSource(`/api${path}${after}`);
      source.onopen = () => setState({ live: true });
      source.onerror = () => setState((before) => ({ ...before, live: false }));
      source.addEventListener('problem', ({ data }) => {
        const problem = JSON.parse(data) as Problem;
        // What is not there, or can't be read, is not asked for again and again.
        if (problem.code === 'not-found' || problem.code === 'refused') source.close();
        setState({ live: false, problem });
      });
      for (const name of Object.keys(newest.current)) {
        source.addEventListener(name, ({ data, lastEventId }) => {
          last = lastEventId || last;
          newest.current[name]?.(JSON.parse(data) as never);
          setState((before) => (before.live && !before.problem ? before : { live: true }));
        });
      }
      return () => source.close();
    });
  }, [path]);
  return state;
}

/** The newest data of a stream that sends whole pictures of one thing. */
export function useLatest<T>(path: string | undefined, event: string): StreamState & { data?: T } {
  const [data, setData] = useState<T>();
  const state = useStream(path, { [event]: (value: T) => setData(() => value) });
  return { ...state, data };
}
