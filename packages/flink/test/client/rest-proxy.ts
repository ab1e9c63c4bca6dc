/** Stands before Flink's REST API: says what a client asks for before Flink hears of it, and can spoil the answer. */
import { once } from 'node:events';
import { createServer, request as forward, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * What happens to a request: `refused` gets status 500 and never reaches Flink, `denied` the same with status 400; `lost` is
 * carried out, but its answer is status 500; `cut` is carried out, and the connection breaks; `mute` is carried out, and
 * stays without an answer.
 */
export type Fate = 'refused' | 'denied' | 'lost' | 'cut' | 'mute' | undefined;

/** As Flink writes it when one of its own parts is too slow. */
const TROUBLE = JSON.stringify({
  errors: [
    'Internal server error.',
    '<Exception on server side:\njava.util.concurrent.CancellationException\n\tat a.B.c(D.java:1)\n\nEnd of exception on server side>',
  ],
});

/**
 * Ends with the test.
 *
 * @param fateOf hears of each request, as in `POST /jars/upload`
 * @returns its address
 */
export async function proxyOf(url: string, fateOf: (request: string) => Fate): Promise<string> {
  const server = createServer((asked, answer) => {
    const fate = fateOf(`${asked.method} ${asked.url}`);
    const spoil = (status: number) => answer.writeHead(status, { 'content-type': 'application/json' }).end(TROUBLE);
    if (fate === 'refused' || fate === 'denied') {
      return void asked.resume().on('end', () => spoil(fate === 'refused' ? 500 : 400));
    }
    const { host, origin, ...headers } = asked.headers;
    const passed = forward(`${url}${asked.url}`, { method: asked.method, headers }, (reply: IncomingMessage) => {
      if (fate) {
        reply.resume().on('end', () => {
          if (fate === 'lost') spoil(500);
          if (fate === 'cut') asked.socket.destroy();
        });
        return;
      }
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
