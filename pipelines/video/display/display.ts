import { randomBytes } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { endOf } from '../../program/offsets.js';
import { type Result, ResultConsumer } from '../../program/result-consumer.js';
import type { ProcessedVideoFrame } from '../analysis.js';
import { FrameError } from '../frame.js';
import { type ReadFrame, readFrame } from '../frame-message.js';
import { PageServer } from '../pages/page-server.js';
import { FRAME_TOPICS, VIDEO_TOPICS } from '../topics.js';
import { FrameBoard } from './frame-board.js';
import { ShownTally } from './shown-tally.js';
import { Viewer } from './viewer.js';

export const DISPLAY_PORT = 8085;
const STATE_EVERY_MS = 250;
/** The page sends only short reports. */
const MAX_REPORT_BYTES = 4 * 1024;

export interface DisplayOptions {
  kafka: Kafka;
  /** The port of the page to prefer; 0 leaves it to the system. */
  port?: number;
  /** The consumer group; default is a new one. */
  groupId?: string;
}

/** A page that shows the frames that come in, with what the analysis says of them. */
export interface Display {
  /** Where the page is. */
  readonly url: string;
  /** What the open pages have shown. */
  readonly shown: ShownTally;
  /** How many pages are open. */
  readonly pages: number;
  /** Says something on all pages, until it is called without a sentence. */
  notice(sentence?: string): void;
  /** Leaves the consumer group and removes it, says goodbye to the pages and frees the port. */
  stop(): Promise<void>;
}

/** Starts to show the frames that come from now on, of both encodings. Resolves when frames will be seen. */
export async function startDisplay({ kafka, port = DISPLAY_PORT, groupId }: DisplayOptions): Promise<Display> {
  const board = new FrameBoard();
  const shown = new ShownTally();
  const viewers = new Set<Viewer>();
  let notice: string | undefined;

  const state = () => ({
    type: 'state' as const,
    sources: board.states(),
    notices: notice ? [notice] : board.notices(),
  });
  const server = await PageServer.start({
    page: 'display',
    port,
    camera: false,
    maxMessageBytes: MAX_REPORT_BYTES,
    onPage(socket) {
      const viewer = new Viewer(socket, () => board.sources, {
        onShown: (source, latencyMs) => shown.addShown(source, latencyMs),
        onLeftOut: (source, frames) => shown.addLeftOut(source, frames),
        onUnreadable: () => {
          board.unreadable += 1;
        },
      });
      viewers.add(viewer);
      socket.on('close', () => viewers.delete(viewer));
      viewer.tell(state());
      for (const source of board.sources) viewer.offer(source);
    },
  });
  const telling = setInterval(() => {
    if (viewers.size === 0) return;
    const now = state();
    for (const viewer of viewers) viewer.tell(now);
  }, STATE_EVERY_MS);

  const take = (message: Result) => {
    if (message.topic === VIDEO_TOPICS.processed) {
      const result = parseResult(message.text);
      if (result) board.takeResult(result);
      return;
    }
    const frame = frameOf(message);
    if (!frame) {
      board.unreadable += 1;
      return;
    }
    const source = board.takeFrame(frame.info, frame.jpeg);
    if (source) for (const viewer of viewers) viewer.offer(source);
  };

  const stop = async () => {
    clearInterval(telling);
    await server.close();
    await consumer?.stop();
  };

  let consumer: ResultConsumer | undefined;
  try {
    consumer = await consumeFromNowOn(kafka, groupId ?? `video-display-${randomBytes(3).toString('hex')}`, take);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: server.url,
    shown,
    get pages() {
      return viewers.size;
    },
    notice(sentence) {
      notice = sentence;
    },
    stop,
  };
}

async function consumeFromNowOn(
  kafka: Kafka,
  groupId: string,
  take: (message: Result) => void,
): Promise<ResultConsumer> {
  const admin = kafka.admin();
  await admin.connect();
  const from = await endOf(admin, [...FRAME_TOPICS, VIDEO_TOPICS.processed]);
  await admin.disconnect();
  const consumer = new ResultConsumer(kafka, { groupId, from, onResult: take });
  await consumer.start();
  return consumer;
}

function frameOf({ topic, value, headers }: Result): ReadFrame | undefined {
  try {
    return readFrame(topic, { value, headers });
  } catch (error) {
    if (error instanceof FrameError) return undefined;
    throw error;
  }
}

/** A result, as far as the page needs it; undefined for anything else that lies in the topic. */
function parseResult(text: string): ProcessedVideoFrame | undefined {
  try {
    const result = JSON.parse(text) as ProcessedVideoFrame;
    const texts = [result.source, result.timestamp, result.dominant_color, result.resolution_category];
    const numbers = [result.brightness, result.contrast, Date.parse(result.timestamp)];
    return texts.every((it) => typeof it === 'string') && numbers.every(Number.isFinite) ? result : undefined;
  } catch {
    return undefined;
  }
}
