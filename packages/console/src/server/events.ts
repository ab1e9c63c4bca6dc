/** Server-sent events: one stream to one page, which ends with its listener and with the console. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { problemOf } from './problem.js';

/** A silent connection looks like a dead one. */
const HEARTBEAT_MS = 15_000;
/** How long the page waits before it connects again. */
const RETRY_MS = 2_000;

export interface EventStream {
  /**
   * Sends an event with data as JSON. Resolves when the connection has taken it: await it, and a slow listener holds you
   * back instead of filling the memory. After the stream's end it does nothing.
   * @param id what the page hands back when it connects again, see {@link lastEventId}; one line
   */
  send(event: string, data: unknown, id?: string): Promise<void>;
  /** Aborts when the listener is gone or the console ends. */
  readonly signal: AbortSignal;
}

/**
 * Answers with a stream of events. It lasts as long as `run`; what `run` throws is sent as the event `problem`, and the page
 * connects again.
 */
export function eventStream(c: Context, stopping: AbortSignal, run: (stream: EventStream) => Promise<void>): Response {
  return streamSSE(c, async (sse) => {
    const over = new AbortController();
    const end = () => over.abort();
    // Ends what waits in a write, and the answer.
    const stop = () => sse.abort();
    sse.onAbort(end);
    stopping.addEventListener('abort', stop, { once: true });
    if (stopping.aborted) stop();
    let pending = 0;
    const write = async (text: string) => {
      if (over.signal.aborted) return;
      pending += 1;
      await sse.write(text);
      pending -= 1;
    };
    const heartbeat = setInterval(() => {
      if (pending === 0) void write(':\n\n');
    }, HEARTBEAT_MS);
    const send = (event: string, data: unknown, id?: string) =>
      write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    try {
      await write(`retry: ${RETRY_MS}\n\n`);
      await run({ send, signal: over.signal });
    } catch (error) {
      await send('problem', problemOf(error));
    } finally {
      clearInterval(heartbeat);
      stopping.removeEventListener('abort', stop);
      end();
    }
  });
}

/** The id of the last event that this page saw: the browser's own, or the page's after it was hidden. Undefined at first. */
export function lastEventId(c: Context): string | undefined {
  return c.req.header('last-event-id') || c.req.query('after') || undefined;
}

/**
 * Sends what `read` returns now, and again whenever it differs: looked at regularly, and at once when somebody says so.
 * @param changes `onChange` calls back at a change, and returns what ends that
 */
export async function sendChanges<T>(
  { send, signal }: EventStream,
  event: string,
  read: () => T,
  { everyMs, onChange }: { everyMs: number; onChange: (listener: () => void) => () => void },
): Promise<void> {
  let wake = () => {};
  const notify = () => wake();
  const end = onChange(notify);
  signal.addEventListener('abort', notify);
  try {
    for (let sent = ''; !signal.aborted; ) {
      const value = read();
      const text = JSON.stringify(value);
      if (text !== sent) await send(event, value);
      else {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, everyMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      sent = text;
    }
  } finally {
    end();
  }
}
