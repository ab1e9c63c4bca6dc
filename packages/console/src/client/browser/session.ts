/** The console behind the page: its token, whether it answers, and what it knows of Kafka and Flink. */
import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../api/session.js';
import { whileVisible } from './visibility.js';

/** How often the page asks. It is one small request, and none while the page is hidden. */
const EVERY_MS = 5_000;

export interface Connection {
  /** As the console said it last. */
  session?: Session;
  /** Undefined until the first answer. */
  answers?: boolean;
  /** A newer console runs than the one that this page came from. */
  outdated: boolean;
}

let connection: Connection = { outdated: false };
let firstVersion: string | undefined;
const listeners = new Set<() => void>();

function change(next: Connection): void {
  connection = next;
  for (const listener of listeners) listener();
}

/** Asks the console now. */
export async function refreshSession(): Promise<Session | undefined> {
  try {
    const response = await fetch('/api/session');
    const session = (await response.json()) as Session;
    if (!response.ok) throw new Error('no session');
    firstVersion ??= session.version;
    change({ session, answers: true, outdated: session.version !== firstVersion });
    return session;
  } catch {
    change({ ...connection, answers: false });
    return undefined;
  }
}

/** The token of the console as it runs now. */
export async function token(): Promise<string> {
  return (connection.session ?? (await refreshSession()))?.token ?? '';
}

export function useConnection(): Connection {
  const [state, setState] = useState(connection);
  useEffect(() => {
    const listener = () => setState(connection);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, []);
  return state;
}

/** Keeps the connection's state true while the page is visible. Returns what ends it. */
export function watchSession(): () => void {
  return whileVisible(() => {
    void refreshSession();
    const timer = setInterval(refreshSession, EVERY_MS);
    return () => clearInterval(timer);
  });
}
