/** Stands before Flink's REST API and says what a client asks for, before Flink hears of it. */
import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * Ends with the test.
 *
 * @param onRequest hears of each request, as in `POST /jars/upload`
 * @returns its address
 */
export async function proxyOf(url: string, onRequest: (request: string) => void): Promise<string> {
  const server = createServer((asked, answer) => {
    onRequest(`${asked.method} ${asked.url}`);
    const { host, origin, ...headers } = asked.headers;
    const passed = forward(`${url}${asked.url}`, { method: asked.method, headers }, (reply) => {
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
