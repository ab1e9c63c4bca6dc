/** What any web page, or a broken program, can send to a server on this machine. Every guarded server has to outlive it. */
import net from 'node:net';

const LINES = [
  '/',
  '//',
  '///',
  '/session',
  '//session',
  '/api/session',
  '/?token=',
  '*',
  '?',
  '/%',
  '/%00',
  '/\\',
  '/[',
  '',
]
  .concat([
    'http://',
    'http://[',
    'http://evil.example/',
    'https://:0/',
    '/..',
    '/%2e%2e/',
    '/#',
    `/${'a'.repeat(9_000)}`,
  ])
  .concat(['//user:word@/', '/?token=%', '/?token=%ff&token=', 'http://127.0.0.1:99999/', '/\u00e9', '//[::1', '/:::']);
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE', 'PRI'];
const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket'];
const KEYS = [[], ['Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==']];
const KEYS_OF_NONE = [['Sec-WebSocket-Version: 99', 'Sec-WebSocket-Key: no'], ['Sec-WebSocket-Key: ']];

export interface Attacked {
  /** How many requests were sent. */
  requests: number;
  /** Answers to what came from elsewhere that were not refusals: there must be none. */
  granted: string[];
}

/**
 * Sends odd request lines, hosts, origins and tokens, plain and as WebSockets, some of them reset midway.
 * @param token the server's own, which whoever guessed it would send from a foreign page
 */
export async function attack(origin: string, token: string): Promise<Attacked> {
  const { host, port } = new URL(origin);
  const hosts = [
    host,
    `localhost:${port}`,
    'evil.example',
    '',
    '[',
    `${host}@evil.example`,
    `${host}, ${host}`,
    '127.0.0.1',
  ];
  const origins = [undefined, origin, 'null', 'http://evil.example', '', 'http://', `${origin}.evil.example`, '\u00ff'];
  const chance = random(17);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
  const granted: string[] = [];
  const attacks = LINES.flatMap((line) => Array.from({ length: 16 }, () => line));
  for (let begin = 0; begin < attacks.length; begin += 24) {
    await Promise.all(
      attacks.slice(begin, begin + 24).map(async (line) => {
        const [askedHost, from] = [pick(hosts), pick(origins)];
        const isUpgrade = chance() < 0.6;
        const target = chance() < 0.3 ? `${line}${line.includes('?') ? '&' : '?'}token=${token}` : line;
        const text = [
          `${isUpgrade ? 'GET' : pick(METHODS)} ${target} HTTP/1.1`,
          `Host: ${askedHost}`,
          ...(from === undefined ? [] : [`Origin: ${from}`]),
          ...(isUpgrade ? [...UPGRADE, ...pick([...KEYS, ...KEYS_OF_NONE])] : []),
          '',
          chance() < 0.2 ? '\u0000\u00ff'.repeat(50) : '',
        ].join('\r\n');
        const answer = await send(Number(port), text, pick(['whole', 'whole', 'cut', 'reset', 'half'] as const));
        const isOwn =
          [host, `localhost:${port}`].includes(askedHost) && (from === undefined || from === `http://${askedHost}`);
        if (!isOwn && /^HTTP\/1\.1 [123]/.test(answer))
          granted.push(`${text.split('\r\n').slice(0, 3)} -> ${answer.slice(0, 40)}`);
      }),
    );
  }
  return { requests: attacks.length, granted };
}

/** `cut` ends the request in its middle, `half` goes on listening after its end, `reset` breaks off as the answer comes. */
function send(port: number, text: string, how: 'whole' | 'cut' | 'half' | 'reset'): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: how === 'half' });
    // A request that is let pass may keep its connection.
    socket.setTimeout(300, () => socket.destroy());
    socket.on('connect', () => {
      const bytes = Buffer.from(text, 'latin1');
      socket.write(how === 'cut' ? bytes.subarray(0, bytes.length / 2) : bytes);
      if (how === 'reset') setImmediate(() => socket.resetAndDestroy());
      else if (how !== 'whole') socket.end();
    });
    socket.setEncoding('latin1').on('data', (part: string) => {
      answer += part;
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.on('end', () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer));
  });
}

/** The same numbers in each run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Runs something, and tells which errors would have ended the process meanwhile. */
export async function uncaughtDuring(run: () => Promise<unknown>): Promise<string[]> {
  const errors: string[] = [];
  const note = (error: Error) => errors.push(String(error));
  process.on('uncaughtExceptionMonitor', note);
  try {
    await run();
  } finally {
    process.off('uncaughtExceptionMonitor', note);
  }
  return errors;
}
