/** A service for tests: an HTTP server whose answers the test decides, and which remembers what it was asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';

export interface Asked {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: Buffer;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what its job sends
  json: any;
}

/** JSON unless the status or the type says otherwise. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

const services: TestService[] = [];

afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
});

export class TestService {
  readonly asked: Asked[] = [];
  inFlight = 0;
  maxInFlight = 0;

  readonly port: number;

  private constructor(
    private readonly server: Server,
    private readonly answer: (asked: Asked, service: TestService) => Reply | Promise<Reply>,
  ) {
    this.port = (server.address() as AddressInfo).port;
  }

  /** Closed after the test. */
  static async start(
    answer: (asked: Asked, service: TestService) => Reply | Promise<Reply>,
    port = 0,
  ): Promise<TestService> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    const service = new TestService(server, answer);
    server.on('request', (request, response) => void service.serve(request, response));
    services.push(service);
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/ask`;
  }

  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.inFlight++;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    response.on('close', () => this.inFlight--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const isJson = request.headers['content-type'] === 'application/json';
    const { method = '', url: path = '', headers } = request;
    const asked: Asked = { method, path, headers, body, json: isJson ? JSON.parse(body.toString()) : undefined };
    this.asked.push(asked);
    const reply = await this.answer(asked, this);
    const isRaw = typeof reply.body === 'string' || Buffer.isBuffer(reply.body);
    response.writeHead(reply.status ?? 200, {
      ...(isRaw ? {} : { 'content-type': 'application/json' }),
      ...reply.headers,
    });
    response.end(reply.body === undefined ? undefined : isRaw ? reply.body : JSON.stringify(reply.body));
  }
}

/** A promise that a test resolves. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
