/** A WebSocket to the program that served this page, made anew as often as it breaks. */
export interface Link {
  send(data: string | ArrayBuffer | Blob): void;
}

export interface LinkOptions {
  /** A new connection stands. */
  onOpen(): void;
  onText(text: string): void;
  onBytes?(bytes: ArrayBuffer): void;
  /** The program is gone, or can't be reached; `isOver` if it ended in good order and was not started again since. */
  onAway(isOver: boolean): void;
}

const RETRY_MS = 1_000;
const GOING_AWAY = 1001;

export function openLink({ onOpen, onText, onBytes, onAway }: LinkOptions): Link {
  let socket: WebSocket | undefined;
  let isOver = false;

  const retry = () => {
    socket = undefined;
    onAway(isOver);
    setTimeout(connect, RETRY_MS);
  };

  const connect = async () => {
    // A program that was started again has another token.
    const token = await fetchToken();
    if (token === undefined) return retry();
    const made = new WebSocket(`ws://${location.host}/?token=${encodeURIComponent(token)}`);
    made.binaryType = 'arraybuffer';
    made.onopen = () => {
      socket = made;
      isOver = false;
      onOpen();
    };
    made.onmessage = ({ data }) => (typeof data === 'string' ? onText(data) : onBytes?.(data));
    made.onclose = ({ code }) => {
      isOver ||= code === GOING_AWAY;
      retry();
    };
  };

  void connect();
  return { send: (data) => socket?.send(data) };
}

async function fetchToken(): Promise<string | undefined> {
  try {
    const answer = await fetch('/session');
    const { token } = (await answer.json()) as { token?: string };
    return token;
  } catch {
    return undefined;
  }
}

/** An element of the page, which the page's own HTML holds. */
export function element<Type extends Element>(id: string): Type {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element with the id ${id}.`);
  return found as unknown as Type;
}
