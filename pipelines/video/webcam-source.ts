import { printable } from '@workbook/terminal';
import type { RawData, WebSocket } from 'ws';
import type { CapturedFrame, FrameSource } from './frame-source.js';
import { jpegHeader } from './jpeg-header.js';
import { MAX_JPEG_BYTES } from './limits.js';
import { CAPTURE_HEADER_BYTES, type CameraReport, type CaptureOrder, type WebcamOrder } from './pages/messages.js';
import { PageServer } from './pages/page-server.js';

export interface WebcamOptions {
  fps: number;
  /** What the camera is asked for, in pixels; it may give another size. */
  size: { width: number; height: number };
  /** Of the JPEGs, 1 to 100. */
  quality: number;
  /** The port of the page to prefer; 0 leaves it to the system. */
  port: number;
  /** Hears, in sentences, what happens to the page and its camera. */
  say: (sentence: string) => void;
}

/** A page waits until its frames are taken. One that sends more than this meanwhile isn't ours. */
const MAX_WAITING = 4;
/** The clock of the browser is this machine's. A capture time that is further away than this, in ms, can't be meant. */
const MAX_CLOCK_ERROR_MS = 60_000;

/** What a page says of its camera, for the terminal. */
const SENTENCES: Record<CameraReport['state'], (name: string, detail: string) => string> = {
  asking: (name) => `${name}: the page is open and asks for the camera. Answer the browser's question there.`,
  refused: (name) =>
    `${name}: the browser may not use the camera. Allow it beside the page's address, then press "Try again" there.`,
  missing: (name) =>
    `${name}: the browser finds no camera. Plug one in and press "Try again" on the page, or use: npm run video:producer generated`,
  busy: (name, detail) =>
    `${name}: the camera can't be opened (${detail}). Does another program use it? Close that, then press "Try again" on the page.`,
  lost: (name) => `${name}: the camera went away. Plug it in and press "Try again" on the page.`,
  stopped: (name) => `${name}: the camera was stopped on the page.`,
  hidden: (name) =>
    `${name}: the page is hidden, and the browser slows it to about a frame per second. Keep it visible.`,
  visible: (name) => `${name}: the page is visible again.`,
  on: (name, detail) => `${name}: the camera is on (${detail}).`,
};

interface Waiting {
  frame: CapturedFrame;
  /** Tells the page that the frame was taken. */
  taken(): void;
}

/** Frames that a page in the browser captures and sends: each open page is a source, and its newest frames count. */
export class WebcamSource implements FrameSource {
  readonly pace = 'live';
  readonly title: string;
  skipped = 0;
  readonly #options: WebcamOptions;
  readonly #server: PageServer;
  readonly #names = new Set<string>();
  readonly #waiting: Waiting[] = [];
  #isClosed = false;
  #wake = () => {};

  private constructor(server: PageServer, options: WebcamOptions) {
    const { fps, size } = options;
    this.#server = server;
    this.#options = options;
    this.title = `what your camera sees, ${fps} frames/s of about ${size.width}×${size.height}, as long as ${server.url} is open in a browser`;
  }

  /** Starts to serve the page. */
  static async open(options: WebcamOptions): Promise<WebcamSource> {
    const server = await PageServer.start({
      page: 'webcam',
      port: options.port,
      camera: true,
      maxMessageBytes: CAPTURE_HEADER_BYTES + MAX_JPEG_BYTES,
      onPage: (socket) => source.#take(socket),
    });
    const source = new WebcamSource(server, options);
    return source;
  }

  /** The address of the page. */
  get url(): string {
    return this.#server.url;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CapturedFrame> {
    while (!this.#isClosed) {
      const next = this.#waiting.shift();
      if (next) {
        yield next.frame;
        next.taken();
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#wake();
    await this.#server.close();
  }

  #take(socket: WebSocket): void {
    const name = this.#freeName();
    const { fps, size, quality, say } = this.#options;
    this.#names.add(name);
    const send = (order: WebcamOrder) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(order));
    const order: CaptureOrder = {
      type: 'capture',
      source: name,
      fps,
      ...size,
      quality: quality / 100,
      maxBytes: MAX_JPEG_BYTES,
    };
    send(order);
    socket.on('message', (data, isBinary) => {
      if (!isBinary) this.#tell(name, String(data));
      else void this.#receive(name, bytesOf(data), () => send({ type: 'taken' }));
    });
    socket.on('close', () => {
      this.#names.delete(name);
      if (!this.#isClosed) say(`${name}: the page was closed. To go on, open ${this.url} again.`);
    });
  }

  async #receive(name: string, message: Buffer, taken: () => void): Promise<void> {
    const { say } = this.#options;
    if (message.length <= CAPTURE_HEADER_BYTES) return;
    this.skipped += message.readUInt32LE(8);
    const jpeg = message.subarray(CAPTURE_HEADER_BYTES);
    const header = await jpegHeader(jpeg);
    if (!header || this.#waiting.length >= MAX_WAITING * this.#names.size) {
      this.skipped += 1;
      if (!header) say(`${name}: the page sent something that is no JPEG. It is left out.`);
      taken();
      return;
    }
    const capturedAt = plausible(message.readDoubleLE(0));
    const frame = { source: name, capturedAt, jpeg, ...header, metadata: { captured_by: 'browser' } };
    this.#waiting.push({ frame, taken });
    this.#wake();
  }

  #tell(name: string, text: string): void {
    const report = parseReport(text);
    if (report) this.#options.say(SENTENCES[report.state](name, printable(report.detail, 60)));
  }

  #freeName(): string {
    for (let number = 1; ; number++) {
      const name = number === 1 ? 'webcam' : `webcam-${number}`;
      if (!this.#names.has(name)) return name;
    }
  }
}

function plausible(capturedAt: number): number {
  const now = Date.now();
  return Math.abs(capturedAt - now) < MAX_CLOCK_ERROR_MS ? Math.round(capturedAt) : now;
}

function parseReport(text: string): CameraReport | undefined {
  try {
    const report = JSON.parse(text) as CameraReport;
    return report.type === 'camera' && Object.hasOwn(SENTENCES, report.state) && typeof report.detail === 'string'
      ? report
      : undefined;
  } catch {
    return undefined;
  }
}

function bytesOf(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
