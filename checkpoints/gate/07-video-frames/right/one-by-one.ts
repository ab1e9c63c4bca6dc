/** One frame after the other, with a loop over lines, answers in order, and a side output for broken frames. */
import {
  AsyncDataStream,
  type Collector,
  Duration,
  defineJob,
  HttpAsyncFunction,
  KafkaSink,
  KafkaSource,
  OutputTag,
  type ProcessContext,
  ProcessFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import sharp from 'sharp';
import {
  type Answer,
  type Capture,
  type FrameInfo,
  FrameSums,
  type Pixels,
  type ProcessedFrame,
  type Question,
  type RejectedFrame,
  type ResolutionCategory,
  type VideoArgs,
  type VideoFrame,
  WithWindow,
} from '../../../../lessons/07-video-frames/frame.js';

export { base64Length, fromBinary, toBinary } from '../../../../lessons/07-video-frames/solution.js';

export async function toFrame({ pixels, ...capture }: Capture): Promise<VideoFrame> {
  const { data, ...raw } = pixels;
  const jpeg = await sharp(data, { raw }).flatten().jpeg({ quality: 90, mozjpeg: true }).toBuffer();
  const { width, height, channels } = await sharp(jpeg).metadata();
  return {
    frame_id: capture.frameId,
    timestamp: new Date(capture.capturedAt).toISOString(),
    source: capture.source,
    frame_width: width,
    frame_height: height,
    frame_channels: channels,
    frame_size_bytes: jpeg.byteLength,
    metadata: { ...capture.metadata },
    frame_data: jpeg.toString('base64'),
  };
}

export function isTall({ frame_height }: FrameInfo): boolean {
  return !(frame_height <= 480);
}

const LIMITS: readonly [number, ResolutionCategory][] = [
  [2160, '4K'],
  [1080, 'Full HD'],
  [720, 'HD'],
];

export function categoryOf(frame: FrameInfo): ResolutionCategory {
  return LIMITS.find(([lines]) => frame.frame_height >= lines)?.[1] ?? 'SD';
}

export function brightness(pixels: Pixels): number {
  let mean = 0;
  const share = 1 / (pixels.width * pixels.height);
  for (let y = 0; y < pixels.height; y++) {
    for (let x = 0; x < pixels.width; x++) {
      const at = (y * pixels.width + x) * pixels.channels;
      for (const [channel, weight] of [0.299, 0.587, 0.114].entries()) {
        mean += weight * (pixels.data[at + channel] ?? 0) * share;
      }
    }
  }
  return mean;
}

export async function analyse(questions: readonly Question[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { bytes, frame_height, frame_width } of questions) {
    const image = sharp(bytes, { failOn: 'truncated' });
    const size = await image.metadata().catch(() => undefined);
    const data =
      size &&
      (await image
        .removeAlpha()
        .raw()
        .toBuffer()
        .catch(() => undefined));
    if (!data) answers.push({ reason: 'undecodable' });
    else if (size.width !== frame_width || size.height !== frame_height) answers.push({ reason: 'wrong-dimensions' });
    else answers.push({ brightness: brightness({ data, width: size.width, height: size.height, channels: 3 }) });
  }
  return answers;
}

type Found = { info: FrameInfo; answer: Answer };

export default defineJob<VideoArgs>('video-frames', (env, args) => {
  const { bootstrapServers, groupId } = args;
  const broken = new OutputTag<RejectedFrame>('broken');

  class Sort extends ProcessFunction<Found, ProcessedFrame> {
    processElement({ answer, info }: Found, ctx: ProcessContext, out: Collector<ProcessedFrame>): void {
      if ('reason' in answer) ctx.output(broken, { ...info, reason: answer.reason });
      else out.collect({ ...info, brightness: answer.brightness, resolution_category: categoryOf(info) });
    }
  }

  const source = new KafkaSource<VideoFrame>({ bootstrapServers, groupId, topics: args.frames });
  // At the source, where each camera's partition has a watermark of its own: one may be read ahead of the other.
  const watermarks = WatermarkStrategy.forBoundedOutOfOrderness<VideoFrame>(
    Duration.ofSeconds(1),
  ).withTimestampAssigner((frame) => new Date(frame.timestamp).getTime());
  const frames = env.fromSource(source, watermarks, 'frames').filter(isTall);
  const processed = AsyncDataStream.orderedWait(
    frames,
    new HttpAsyncFunction({
      ...args.analyse,
      bytes: ({ frame_data }: VideoFrame) => frame_data,
      request: ({ frame_data, ...info }) => info,
      response: ({ frame_data, ...info }, answer: Answer): Found => ({ info, answer }),
      invalidBytes: ({ frame_data, ...info }): Found => ({ info, answer: { reason: 'undecodable' } }),
    }),
    Duration.ofMinutes(1),
  ).process(new Sort());

  const key = (record: { source: string }) => record.source;
  processed.sinkTo(new KafkaSink({ bootstrapServers, topic: args.processed, key }));
  processed.getSideOutput(broken).sinkTo(new KafkaSink({ bootstrapServers, topic: args.rejected, key }));
  processed
    .keyBy((frame) => `${frame.source}/${frame.resolution_category}`)
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
    .aggregate(new FrameSums(), new WithWindow())
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.statistics, key }));
});
