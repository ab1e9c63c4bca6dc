import type { WebSocket } from 'ws';
import { jpegHeader } from '../jpeg-header.js';
import { MAX_PIXELS } from '../limits.js';
import type { DisplayReport, DisplayState, FrameHeader } from '../pages/messages.js';
import type { BoardFrame, BoardSource } from './frame-board.js';

/** With more bytes than this on their way to it, a page is told nothing new for the moment. */
const MAX_ON_THE_WAY_BYTES = 1024 * 1024;

export interface ViewerEvents {
  /** A frame is on the screen, so many ms after its capture. */
  onShown(source: string, latencyMs: number): void;
  /** Frames came and went without being shown. */
  onLeftOut(source: string, frames: number): void;
  /** A frame's image can't be shown. */
  onUnreadable(): void;
}

/** How far a page is with a source. */
interface Progress {
  /** The number of the newest frame that was sent, or passed during a pause. */
  reached: number;
  /** The number of the frame that the page is at work on. */
  onTheWay: number | undefined;
  leftOut: number;
}

/**
 * One open page. It gets a source's newest frame whenever it has dealt with the one before: a slow page sees fewer frames,
 * never older ones.
 */
export class Viewer {
  readonly #socket: WebSocket;
  readonly #events: ViewerEvents;
  readonly #progress = new WeakMap<BoardSource, Progress>();
  readonly #sources: () => readonly BoardSource[];
  #isPaused = false;

  /** @param sources the sources of the moment */
  constructor(socket: WebSocket, sources: () => readonly BoardSource[], events: ViewerEvents) {
    this.#socket = socket;
    this.#sources = sources;
    this.#events = events;
    socket.on('message', (data, isBinary) => {
      const report = isBinary ? undefined : parseReport(String(data));
      if (report?.type === 'pause') this.#pause(report.paused);
      else if (report?.type === 'shown') this.#noteShown(report.source, report.number, report.latencyMs);
    });
  }

  /** Shows the source's newest frame, unless the page is still at work on an earlier one. */
  offer(source: BoardSource): void {
    const progress = this.#progressOf(source);
    const { newest } = source;
    if (!newest || newest.number <= progress.reached || progress.onTheWay !== undefined || this.#isPaused) return;
    const missed = progress.reached === 0 ? 0 : newest.number - progress.reached - 1;
    progress.onTheWay = newest.number;
    progress.reached = newest.number;
    progress.leftOut += missed;
    if (missed > 0) this.#events.onLeftOut(source.name, missed);
    void this.#send(newest, progress);
  }

  tell(state: DisplayState): void {
    if (this.#socket.bufferedAmount < MAX_ON_THE_WAY_BYTES) this.#socket.send(JSON.stringify(state));
  }

  async #send({ info, jpeg, number }: BoardFrame, progress: Progress): Promise<void> {
    // The image's real size counts, whatever the frame claims: a browser should not be asked to decode a huge one.
    const size = await jpegHeader(jpeg);
    if (!size || size.width * size.height > MAX_PIXELS) {
      // The source's next frame brings the page on.
      progress.onTheWay = undefined;
      this.#events.onUnreadable();
      return;
    }
    const header: FrameHeader = {
      source: info.source,
      number,
      frame_id: info.frame_id,
      capturedAt: Date.parse(info.timestamp),
      width: size.width,
      height: size.height,
      bytes: jpeg.length,
      leftOut: progress.leftOut,
      metadata: Object.entries(info.metadata).map(([name, value]) => [name, String(value)]),
    };
    this.#socket.send(withHeader(header, jpeg));
  }

  #noteShown(name: string, number: number, latencyMs: number | undefined): void {
    const source = this.#sources().find((it) => it.name === name);
    if (!source) return;
    const progress = this.#progressOf(source);
    if (number !== progress.onTheWay) return;
    progress.onTheWay = undefined;
    if (latencyMs === undefined) this.#events.onUnreadable();
    else this.#events.onShown(name, latencyMs);
    this.offer(source);
  }

  /** What passes during a pause was not wanted: it doesn't count as left out. */
  #pause(paused: boolean): void {
    if (paused === this.#isPaused) return;
    this.#isPaused = paused;
    if (paused) return;
    for (const source of this.#sources()) {
      const progress = this.#progressOf(source);
      progress.reached = Math.max(progress.reached, (source.newest?.number ?? 1) - 1);
      this.offer(source);
    }
  }

  #progressOf(source: BoardSource): Progress {
    const known = this.#progress.get(source);
    if (known) return known;
    const progress = { reached: 0, onTheWay: undefined, leftOut: 0 };
    this.#progress.set(source, progress);
    return progress;
  }
}

/** The length of the header (4 bytes), the header as JSON, the JPEG. */
function withHeader(header: FrameHeader, jpeg: Buffer): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, jpeg]);
}

function parseReport(text: string): DisplayReport | undefined {
  try {
    const report = JSON.parse(text) as DisplayReport;
    if (report.type === 'pause') return typeof report.paused === 'boolean' ? report : undefined;
    const isShown = report.type === 'shown' && typeof report.source === 'string' && Number.isFinite(report.number);
    return isShown && (report.latencyMs === undefined || Number.isFinite(report.latencyMs)) ? report : undefined;
  } catch {
    return undefined;
  }
}
