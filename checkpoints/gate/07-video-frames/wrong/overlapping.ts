/**
 * A wrong graph: windows that overlap.
 * @hint overlapping
 * @task 6
 */
import {
  AsyncDataStream,
  Duration,
  defineJob,
  HttpAsyncFunction,
  KafkaSink,
  KafkaSource,
  SlidingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import {
  type Answer,
  FrameSums,
  type ProcessedFrame,
  type RejectedFrame,
  type Statistics,
  type VideoArgs,
  type VideoFrame,
  WithWindow,
} from '../../../../lessons/07-video-frames/frame.js';
import { categoryOf, isTall } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';

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
  const tall = frames.filter(isTall);
  const ask = new HttpAsyncFunction({
    ...args.analyse,
    bytes: (frame: VideoFrame) => frame.frame_data,
    request: ({ frame_height, frame_width }) => ({ frame_height, frame_width }),
    response: ({ frame_data, ...info }, answer: Answer): ProcessedFrame | RejectedFrame =>
      'reason' in answer ? { ...info, ...answer } : { ...info, ...answer, resolution_category: categoryOf(info) },
  });
  const answered = AsyncDataStream.unorderedWait(tall, ask, Duration.ofSeconds(30));
  const bySource = ({ source }: { source: string }) => source;
  const processed = answered.filter(isProcessed);
  processed.sinkTo(new KafkaSink<ProcessedFrame>({ bootstrapServers, topic: args.processed, key: bySource }));
  const rejected = answered.filter((frame) => !isProcessed(frame));
  rejected.sinkTo(new KafkaSink({ bootstrapServers, topic: args.rejected, key: bySource }));
  const statistics = processed
    .keyBy(({ source, resolution_category }) => [source, resolution_category])
    .window(SlidingEventTimeWindows.of(Duration.ofSeconds(10), Duration.ofSeconds(5)))
    .aggregate(new FrameSums(), new WithWindow());
  statistics.sinkTo(new KafkaSink<Statistics>({ bootstrapServers, topic: args.statistics, key: bySource }));
});
