/** A server that answers as it is told, to try what the client does with answers that Flink gives now and then. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** An answer: its status and its JSON, `silent` for none at all, `cut` for a connection that breaks. */
export type Answer = 'silent' | 'cut' | [status: number, body?: unknown];

export interface Answering {
  url: string;
  /** What it was asked, oldest first: `GET /jobs`. */
  asked: string[];
  /** The bodies that came with it. */
  bodies: string[];
}

/** Flink's answer when one of its own parts is too slow. */
export const TIMED_OUT: Answer = [
  500,
  {
    errors: [
      'Internal server error.',
      '<Exception on server side:\njava.util.concurrent.TimeoutException: slow\n\tat a.B.c(D.java:1)\n',
    ],
  },
];

/** @param answer by the request, and how often it came before. Ends with the test. */
export async function answering(answer: (request: string, before: number) => Answer): Promise<Answering> {
  const asked: string[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const name = `${request.method} ${request.url}`;
    const before = asked.filter((each) => each === name).length;
    asked.push(name);
    bodies.push(body);
    const told = answer(name, before);
    if (told === 'silent') return;
    if (told === 'cut') return void request.socket.destroy();
    response.writeHead(told[0], { 'content-type': 'application/json' }).end(JSON.stringify(told[1] ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, bodies };
}
