/** Keeps a window's frames and adds them up when it fires; an object as the key; one sink for two topics. */
import {
  AsyncDataStream,
  type Collector,
  Duration,
  defineJob,
  HttpAsyncFunction,
  KafkaSink,
  KafkaSource,
  ProcessWindowFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
  type WindowContext,
} from '@workbook/flink';
import type {
  Answer,
  BinaryMessage,
  ConsumedMessage,
  FrameInfo,
  ProcessedFrame,
  RejectedFrame,
  ResolutionCategory,
  Statistics,
  VideoArgs,
  VideoFrame,
} from '../../../../lessons/07-video-frames/frame.js';
import { categoryOf, isTall } from '../../../../lessons/07-video-frames/solution.js';

export { analyse, brightness, categoryOf, isTall, toFrame } from '../../../../lessons/07-video-frames/solution.js';

const NUMBERS = ['frame_width', 'frame_height', 'frame_channels', 'frame_size_bytes'];

export function toBinary(frame: VideoFrame): BinaryMessage {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(frame)) {
    if (name !== 'frame_data') headers[name] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return { key: frame.source, value: Buffer.from(frame.frame_data, 'base64'), headers };
}

export function fromBinary({ headers, value }: ConsumedMessage): VideoFrame {
  const fields = Object.entries(headers).map(([name, header]) => {
    const text = header.toString();
    return [name, NUMBERS.includes(name) || name === 'metadata' ? JSON.parse(text) : text] as const;
  });
  return { ...(Object.fromEntries(fields) as unknown as FrameInfo), frame_data: value.toString('base64') };
}

export function base64Length(bytes: number): number {
  const rest = bytes % 3;
  return ((bytes - rest) / 3 + (rest > 0 ? 1 : 0)) * 4;
}

interface Key {
  source: string;
  category: ResolutionCategory;
}

class PerWindow extends ProcessWindowFunction<ProcessedFrame, Statistics, Key> {
  process(key: Key, ctx: WindowContext, frames: readonly ProcessedFrame[], out: Collector<Statistics>): void {
    const sum = (field: 'brightness' | 'frame_size_bytes') => frames.reduce((total, frame) => total + frame[field], 0);
    out.collect({
      source: key.source,
      resolution_category: key.category,
      window_start: new Date(ctx.window().getStart()).toISOString(),
      window_end: new Date(ctx.window().getEnd()).toISOString(),
      frames: frames.length,
      mean_brightness: sum('brightness') / frames.length,
      bytes: sum('frame_size_bytes'),
    });
  }
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
  const answered = AsyncDataStream.unorderedWait(
    frames.filter(isTall),
    new HttpAsyncFunction({
      ...args.analyse,
      bytes: (frame: VideoFrame) => frame.frame_data,
      request: ({ frame_height, frame_width }) => ({ frame_height, frame_width }),
      response: ({ frame_data, ...info }, answer: Answer): ProcessedFrame | RejectedFrame =>
        'reason' in answer ? { ...info, ...answer } : { ...info, ...answer, resolution_category: categoryOf(info) },
      invalidBytes: ({ frame_data, ...info }): RejectedFrame => ({ ...info, reason: 'undecodable' }),
    }),
    Duration.ofSeconds(30),
    20,
  );
  answered.sinkTo(
    new KafkaSink({
      bootstrapServers,
      topic: (frame) => ('reason' in frame ? args.rejected : args.processed),
      key: (frame) => frame.source,
    }),
  );
  answered
    .flatMap((frame, out: Collector<ProcessedFrame>) => {
      if ('brightness' in frame) out.collect(frame);
    })
    .keyBy((frame): Key => ({ source: frame.source, category: frame.resolution_category }))
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
    .process(new PerWindow())
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.statistics, key: (statistics) => statistics.source }));
});
