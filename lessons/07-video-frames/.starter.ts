import { Duration, defineJob, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import sharp from 'sharp';
import { Todo } from '../todo.js';
import type {
  Answer,
  BinaryMessage,
  Capture,
  ConsumedMessage,
  FrameInfo,
  Pixels,
  Question,
  ResolutionCategory,
  VideoArgs,
  VideoFrame,
} from './frame.js';

/**
 * Task 1. Makes a message of what a camera captured. `frame_data` is the picture as a JPEG, in base64. The other fields
 * are true of the JPEG: a camera's pixels may have 4 channels, and a JPEG has no transparency.
 */
export async function toFrame(capture: Capture): Promise<VideoFrame> {
  throw new Todo('task 1, toFrame');
}

/** Task 2. Only frames of more than 480 lines are worth an analysis. */
export function isTall(frame: FrameInfo): boolean {
  throw new Todo('task 2, isTall');
}

/** Task 2. Below 720 lines it is SD, below 1080 HD, below 2160 Full HD, and from there 4K. */
export function categoryOf(frame: FrameInfo): ResolutionCategory {
  throw new Todo('task 2, categoryOf');
}

/** Task 2. The mean of 0.299 red + 0.587 green + 0.114 blue over all pixels. */
export function brightness(pixels: Pixels): number {
  throw new Todo('task 2, brightness');
}

/**
 * Task 3. This function runs in Node: the job sends it frames, many at a time. One answer for each, in the same order: the
 * brightness of its decoded pixels, or the reason why there is none. A frame that is broken must not harm the others.
 */
export async function analyse(questions: readonly Question[]): Promise<Answer[]> {
  throw new Todo('task 3, analyse');
}

/**
 * Task 4. The same frame without base64: the JPEG's bytes are the value, all other fields are headers, and the source is
 * the key as well.
 */
export function toBinary(frame: VideoFrame): BinaryMessage {
  throw new Todo('task 4, toBinary');
}

/** Task 4. And back, as it was. */
export function fromBinary(message: ConsumedMessage): VideoFrame {
  throw new Todo('task 4, fromBinary');
}

/** Task 4. How many characters base64 makes of so many bytes. */
export function base64Length(bytes: number): number {
  throw new Todo('task 4, base64Length');
}

export default defineJob<VideoArgs>('video-frames', (env, args) => {
  const { bootstrapServers, groupId } = args;

  // The source is given. The time of capture counts, and frames may come 1 s out of order.
  const frames = env.fromSource(
    new KafkaSource<VideoFrame>({ bootstrapServers, groupId, topics: args.frames }),
    WatermarkStrategy.forBoundedOutOfOrderness<VideoFrame>(Duration.ofSeconds(1)).withTimestampAssigner((frame) =>
      Date.parse(frame.timestamp),
    ),
    'frames',
  );

  // Task 5. Ask analyse, through Async I/O, about the frames that are tall, and about no others. Those with a brightness
  // go to args.processed as a ProcessedFrame, without the image; the others to args.rejected as a RejectedFrame. A
  // frame_data that is no base64 can't be asked about: it is rejected as undecodable. The key is the source.
  throw new Todo('task 5, the job');

  // Task 6. The statistics of each source and resolution category, in windows of 10 s of event time, to args.statistics
  // with the source as the key. frame.ts has the aggregate FrameSums and the window function WithWindow.
});
