import { randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { type WebSocket, WebSocketServer } from 'ws';

/** How many ports are tried, from the first on, before the system chooses one. */
const PORTS_TO_TRY = 10;
/** The code that a page understands as: the program ended in good order. */
const GOING_AWAY = 1001;

export interface PageServerOptions {
  /** The name of the page's files in `client`. */
  page: 'display' | 'webcam';
  /** The port to prefer; if it is taken, one of the next. 0 leaves it to the system. */
  port: number;
  /** Whether the page may ask for the camera. */
  camera: boolean;
  /** The largest message that the page may send, in bytes. */
  maxMessageBytes: number;
  /** Takes over the connection of a page. */
  onPage: (socket: WebSocket) => void;
}

/**
 * Serves one web page, and a WebSocket for it, on 127.0.0.1. Loopback alone keeps no web page out, for a browser sends
 * requests there for whoever asks. So only the page served here gets an answer: the name in `Host` must be this machine's
 * own, a request of another page is refused, and the WebSocket wants this process's token.
 */
export class PageServer {
  readonly #options: PageServerOptions;
  readonly #token = randomBytes(24).toString('base64url');
  readonly #sockets: WebSocketServer;
  readonly #server: Server;
  #authorities: string[] = [];

  private constructor(options: PageServerOptions, files: Record<string, PageFile>) {
    this.#options = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: options.maxMessageBytes,
      perMessageDeflate: false,
    });
    this.#server = createAdaptorServer({ fetch: this.#app(files).fetch }) as Server;
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** @throws Error if no port can be had */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const server = new PageServer(options, await pageFiles(options.page));
    await server.#listen();
    return server;
  }

  get url(): string {
    return `http://${this.#authorities[0]}/`;
  }

  /** Says goodbye to the pages and frees the port. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.close(GOING_AWAY);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeIdleConnections();
    // A page that doesn't answer the goodbye is not waited for.
    const impatience = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
      this.#server.closeAllConnections();
    }, 500);
    await closed;
    clearTimeout(impatience);
  }

  #app(files: Record<string, PageFile>): Hono {
    const app = new Hono();
    app.use(async (c, next) => {
      await next();
      c.header('Cache-Control', 'no-store');
    });
    app.use(securityHeaders(this.#options.camera));
    app.use(async (c, next) => {
      if (!this.#isOwn(c.req.header('host'), c.req.header('origin'))) {
        return c.text('This address answers only its own page.', 403);
      }
      await next();
    });
    for (const [path, { type, text }] of Object.entries(files)) {
      app.get(path, (c) => c.body(text, 200, { 'Content-Type': type }));
    }
    app.get('/session', (c) => {
      // A browser says where a request comes from; another site's page must not learn the token.
      const from = c.req.header('sec-fetch-site');
      if (from !== undefined && from !== 'same-origin') return c.text('This is for its own page only.', 403);
      return c.json({ token: this.#token });
    });
    return app;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { host, origin } = request.headers;
    const token = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('token') ?? '';
    // A page always sends its origin; something that sends none is no page.
    if (origin === undefined || !this.#isOwn(host, origin) || !sameText(token, this.#token)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (page) => {
      page.on('error', () => page.terminate());
      this.#options.onPage(page);
    });
  }

  #isOwn(host: string | undefined, origin: string | undefined): boolean {
    return this.#authorities.includes(host ?? '') && (origin === undefined || origin === `http://${host}`);
  }

  async #listen(): Promise<void> {
    const { port } = this.#options;
    const ports = port === 0 ? [0] : [...Array.from({ length: PORTS_TO_TRY }, (_, i) => port + i), 0];
    for (const candidate of ports) {
      if (await this.#listenOn(candidate)) return;
    }
    throw new Error(`No port is free for the page (tried ${port} and the next ${PORTS_TO_TRY - 1}).`);
  }

  #listenOn(port: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const onError = (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
        else reject(error);
      };
      this.#server.once('error', onError);
      this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', onError);
        const { port: chosen } = this.#server.address() as AddressInfo;
        this.#authorities = [`127.0.0.1:${chosen}`, `localhost:${chosen}`];
        resolve(true);
      });
    });
  }
}

/** Nothing from elsewhere, nothing inline: a text that got into the page by mistake would still not run. */
function securityHeaders(camera: boolean) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
    crossOriginResourcePolicy: 'same-origin',
    crossOriginOpenerPolicy: 'same-origin',
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
    permissionsPolicy: { camera: camera ? ['self'] : [], microphone: [], geolocation: [] },
  });
}

interface PageFile {
  type: string;
  text: string;
}

/** The files of a page by their paths; its code is put together for the browser. */
async function pageFiles(page: string): Promise<Record<string, PageFile>> {
  const file = (name: string) => new URL(`client/${name}`, import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(file(`${page}.ts`))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  return {
    '/': { type: 'text/html; charset=utf-8', text: await readFile(file(`${page}.html`), 'utf8') },
    '/page.css': { type: 'text/css; charset=utf-8', text: await readFile(file('page.css'), 'utf8') },
    '/page.js': { type: 'text/javascript; charset=utf-8', text: outputFiles[0]?.text ?? '' },
    '/icon.svg': { type: 'image/svg+xml', text: await readFile(file('icon.svg'), 'utf8') },
  };
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
