/** The one server behind all our web pages: on 127.0.0.1, for own pages only, and nothing that arrives can end it. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { mayConnect, type PageRules, type Refusal, refusalOf } from './page-guard.js';

export interface GuardedServerOptions {
  rules: PageRules;
  /** Answers what the rules let pass. */
  onRequest: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** Takes over a WebSocket's connection that the rules let pass; without it, there are none here. */
  onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** What is refused is told so. */
  describe: (refusal: Refusal) => { type: string; body: string };
}

const STATUS: Readonly<Record<Refusal['code'], number>> = { malformed: 400, foreign: 403, 'stale-token': 403 };
/** A refusal is no page, and for nobody to keep. */
const REFUSAL_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  Connection: 'close',
};

export class GuardedServer {
  readonly #options: GuardedServerOptions;
  readonly #server: Server;
  #port = 0;

  constructor(options: GuardedServerOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** `http://127.0.0.1:PORT`, once it listens. */
  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /**
   * Listens on 127.0.0.1.
   * @param port 0 leaves it to the system
   * @throws the system's error, such as EADDRINUSE; another port may be tried then
   */
  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        this.#port = (this.#server.address() as AddressInfo).port;
        resolve();
      });
    });
  }

  /** Takes no more connections, and resolves when the last one has ended. */
  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeIdleConnections();
    return closed;
  }

  /** Ends connections that do not end by themselves. */
  closeAllConnections(): void {
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { rules, describe, onRequest } = this.#options;
    const refusal = refusalOf(request, this.#port, rules);
    if (!refusal) {
      (async () => onRequest(request, response))().catch(() => response.destroy());
      return;
    }
    const { type, body } = describe(refusal);
    response.writeHead(STATUS[refusal.code], { ...REFUSAL_HEADERS, 'Content-Type': type }).end(body);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // From here on the socket is ours alone; an error that nobody listens to would end the process.
    socket.on('error', () => socket.destroy());
    const { rules, onUpgrade } = this.#options;
    if (onUpgrade && mayConnect(request, this.#port, rules)) onUpgrade(request, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }
}
