import type { FrameMetadata } from './frame.js';

/** A frame as a source captured it, before it becomes a message. */
export interface CapturedFrame {
  /** Who captured it: the key in Kafka. */
  source: string;
  /** When it was captured, in ms since 1970. */
  capturedAt: number;
  jpeg: Buffer;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  channels: number;
  metadata: FrameMetadata;
}

/**
 * Where frames come from: an endless or finite sequence of them, in the order of their capture. `for await` asks for
 * the next frame when the one before it is taken over, so a source must not gather frames that nobody asks for.
 */
export interface FrameSource extends AsyncIterable<CapturedFrame> {
  /** What captures, as part of a sentence: `2 generated scenes of 1280×720, 15 frames/s each`. */
  readonly title: string;
  /**
   * What happens when Kafka is slower than the capture. A `live` source can't wait: its frames are dropped and counted.
   * One that `waits`, such as a file, is asked for its next frame later.
   */
  readonly pace: 'live' | 'waits';
  /** Frames that the source itself had to leave out so far, because nobody took them in time. */
  readonly skipped?: number;
  /** Lets go of everything the source holds: processes, sockets, temporary files. Ends the iteration. */
  close(): Promise<void>;
}
