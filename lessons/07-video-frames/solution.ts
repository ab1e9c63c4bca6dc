import {
  AsyncDataStream,
  Duration,
  defineJob,
  HttpAsyncFunction,
  KafkaSink,
  KafkaSource,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import sharp from 'sharp';
import {
  type Answer,
  type BinaryMessage,
  type Capture,
  type ConsumedMessage,
  type FrameInfo,
  FrameSums,
  type Pixels,
  type ProcessedFrame,
  type Question,
  type RejectedFrame,
  type ResolutionCategory,
  type Statistics,
  type VideoArgs,
  type VideoFrame,
  WithWindow,
} from './frame.js';

/** Task 1: what the fields say comes from the encoder, so that it is true of the JPEG. */
export async function toFrame({ capturedAt, frameId, metadata, pixels, source }: Capture): Promise<VideoFrame> {
  const { channels, data, height, width } = pixels;
  const image = sharp(data, { raw: { width, height, channels } });
  const { data: jpeg, info } = await image.jpeg().toBuffer({ resolveWithObject: true });
  return {
    frame_id: frameId,
    timestamp: new Date(capturedAt).toISOString(),
    source,
    frame_width: info.width,
    frame_height: info.height,
    frame_channels: info.channels,
    frame_size_bytes: jpeg.length,
    metadata,
    frame_data: jpeg.toString('base64'),
  };
}

/** Task 2 */
export function isTall(frame: FrameInfo): boolean {
  return frame.frame_height > 480;
}

/** Task 2 */
export function categoryOf({ frame_height }: FrameInfo): ResolutionCategory {
  if (frame_height >= 2160) return '4K';
  if (frame_height >= 1080) return 'Full HD';
  return frame_height >= 720 ? 'HD' : 'SD';
}

/** Task 2: the eye sees green as brighter than blue, so the channels do not count alike. */
export function brightness({ channels, data, height, width }: Pixels): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += channels) {
    const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
    sum += 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return sum / (width * height);
}

/** Task 3: a broken frame is an answer, too. A throw would fail all frames of the batch, and with them the job. */
export async function analyse(questions: readonly Question[]): Promise<Answer[]> {
  return Promise.all(questions.map(answer));
}

async function answer({ bytes, frame_height, frame_width }: Question): Promise<Answer> {
  const pixels = await decode(bytes);
  if (!pixels) return { reason: 'undecodable' };
  if (pixels.width !== frame_width || pixels.height !== frame_height) return { reason: 'wrong-dimensions' };
  return { brightness: brightness(pixels) };
}

/** Red, green and blue, also where the JPEG is grey. Undefined if it can't be decoded up to its end. */
async function decode(jpeg: Buffer): Promise<Pixels | undefined> {
  try {
    const { data, info } = await sharp(jpeg).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height, channels: 3 };
  } catch {
    return undefined;
  }
}

/** Task 4: Kafka takes bytes as they are. Only JSON needs base64. */
export function toBinary({ frame_data, metadata, ...info }: VideoFrame): BinaryMessage {
  const headers = Object.fromEntries(Object.entries(info).map(([name, value]) => [name, String(value)]));
  return {
    key: info.source,
    value: Buffer.from(frame_data, 'base64'),
    headers: { ...headers, metadata: JSON.stringify(metadata) },
  };
}

/** Task 4: a header is bytes, too, and knows nothing of numbers. */
export function fromBinary({ headers, value }: ConsumedMessage): VideoFrame {
  const text = (name: keyof FrameInfo) => String(headers[name] ?? '');
  const number = (name: keyof FrameInfo) => Number(text(name));
  return {
    frame_id: text('frame_id'),
    timestamp: text('timestamp'),
    source: text('source'),
    frame_width: number('frame_width'),
    frame_height: number('frame_height'),
    frame_channels: number('frame_channels'),
    frame_size_bytes: number('frame_size_bytes'),
    metadata: JSON.parse(text('metadata')) as FrameInfo['metadata'],
    frame_data: value.toString('base64'),
  };
}

/** Task 4: four characters for every three bytes, and four for what is left. */
export function base64Length(bytes: number): number {
  return 4 * Math.ceil(bytes / 3);
}

function isProcessed(frame: ProcessedFrame | RejectedFrame): frame is ProcessedFrame {
  return 'brightness' in frame;
}

export default defineJob<VideoArgs>('video-frames', (env, args) => {
  const { bootstrapServers, groupId } = args;
  const frames = env.fromSource(
    new KafkaSource<VideoFrame>({ bootstrapServers, groupId, topics: args.frames }),
    WatermarkStrategy.forBoundedOutOfOrderness<VideoFrame>(Duration.ofSeconds(1)).withTimestampAssigner((frame) =>
      Date.parse(frame.timestamp),
    ),
    'frames',
  );

  // Task 5: the filter comes first, since decoding is what costs.
  const tall = frames.filter(isTall).name('more than 480 lines');
  const ask = new HttpAsyncFunction({
    ...args.analyse,
    bytes: (frame: VideoFrame) => frame.frame_data,
    request: ({ frame_height, frame_width }) => ({ frame_height, frame_width }),
    response: ({ frame_data, ...info }, answer: Answer): ProcessedFrame | RejectedFrame =>
      'reason' in answer ? { ...info, ...answer } : { ...info, ...answer, resolution_category: categoryOf(info) },
    // A frame that can't even be sent would otherwise fail the job, each time that it is read again.
    invalidBytes: ({ frame_data, ...info }): RejectedFrame => ({ ...info, reason: 'undecodable' }),
  });
  const answered = AsyncDataStream.unorderedWait(tall, ask, Duration.ofSeconds(30)).name('analyse');
  const bySource = ({ source }: { source: string }) => source;
  const processed = answered.filter(isProcessed).name('processed');
  processed.sinkTo(new KafkaSink<ProcessedFrame>({ bootstrapServers, topic: args.processed, key: bySource }));
  const rejected = answered.filter((frame) => !isProcessed(frame)).name('rejected');
  rejected.sinkTo(new KafkaSink({ bootstrapServers, topic: args.rejected, key: bySource }));

  // Task 6
  const statistics = processed
    .keyBy(({ source, resolution_category }) => [source, resolution_category])
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
    .aggregate(new FrameSums(), new WithWindow())
    .name('statistics');
  statistics.sinkTo(new KafkaSink<Statistics>({ bootstrapServers, topic: args.statistics, key: bySource }));
});
