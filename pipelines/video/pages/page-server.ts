import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { GuardedServer } from '@workbook/services';
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

/** Serves one web page, and a WebSocket for it, to that page only: see {@link GuardedServer}. */
export class PageServer {
  readonly #sockets: WebSocketServer;
  readonly #server: GuardedServer;

  private constructor(options: PageServerOptions, files: Record<string, PageFile>) {
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: options.maxMessageBytes,
      perMessageDeflate: false,
    });
    const token = randomBytes(24).toString('base64url');
    this.#server = new GuardedServer({
      rules: { token, isData: (path) => path === '/session' },
      onRequest: getRequestListener(createApp(files, token, options.camera).fetch),
      onUpgrade: (request, socket, head) =>
        this.#sockets.handleUpgrade(request, socket, head, (page) => {
          page.on('error', () => page.terminate());
          options.onPage(page);
        }),
      describe: ({ why }) => ({
        type: 'text/plain; charset=utf-8',
        body: `This address answers only its own page. This request is refused: ${why}`,
      }),
    });
  }

  /** @throws Error if no port can be had */
  static async start(options: PageServerOptions): Promise<PageServer> {
    const server = new PageServer(options, await pageFiles(options.page));
    await server.#listen(options.port);
    return server;
  }

  get url(): string {
    return `${this.#server.origin}/`;
  }

  /** Says goodbye to the pages and frees the port. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.close(GOING_AWAY);
    // A page that doesn't answer the goodbye is not waited for.
    const impatience = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
      this.#server.closeAllConnections();
    }, 500);
    await this.#server.close();
    clearTimeout(impatience);
  }

  async #listen(port: number): Promise<void> {
    const ports = port === 0 ? [0] : [...Array.from({ length: PORTS_TO_TRY }, (_, i) => port + i), 0];
    for (const candidate of ports) {
      try {
        await this.#server.listen(candidate);
        return;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
      }
    }
    throw new Error(`No port is free for the page (tried ${port} and the next ${PORTS_TO_TRY - 1}).`);
  }
}

function createApp(files: Record<string, PageFile>, token: string, camera: boolean): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });
  app.use(securityHeaders(camera));
  for (const [path, { type, text }] of Object.entries(files)) {
    app.get(path, (c) => c.body(text, 200, { 'Content-Type': type }));
  }
  app.get('/session', (c) => c.json({ token }));
  return app;
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
