/**
 * A wrong graph: sharp, a native package, in a function of the job.
 * @hint job-file
 * @task 5
 */
import { Duration, defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import type { VideoArgs, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { analyse, isTall } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';

export default defineJob<VideoArgs>('video-frames', (env, args) => {
  const { bootstrapServers, groupId } = args;
  const frames = env.fromSource(
    new KafkaSource<VideoFrame>({ bootstrapServers, groupId, topics: args.frames }),
    WatermarkStrategy.forBoundedOutOfOrderness<VideoFrame>(Duration.ofSeconds(1)).withTimestampAssigner((frame) =>
      Date.parse(frame.timestamp),
    ),
    'frames',
  );
  frames
    .filter(isTall)
    .map((frame) => ({ ...frame, picture: analyse([{ ...frame, bytes: Buffer.from(frame.frame_data, 'base64') }]) }))
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.processed }));
});
