/** Sends base64 as bytes, reads bytes, asks with GET, and takes answers as they are. */
import {
  AsyncDataStream,
  Duration,
  defineJob,
  HttpAsyncFunction,
  type HttpEndpoint,
  KafkaSink,
  WatermarkStrategy,
} from '@workbook/flink';

interface Frame {
  id: number;
  title: string;
  jpeg: string;
}

export default defineJob<{ broker: string; out: string; service: HttpEndpoint; site: string }>(
  'frames',
  (env, args) => {
    const sink = () => new KafkaSink<unknown>({ bootstrapServers: args.broker, topic: args.out });
    const frames = env
      .fromData<Frame>({ id: 7, title: 'Zoë 👀 "x"', jpeg: '/9j/AAEC' })
      .assignTimestampsAndWatermarks(WatermarkStrategy.noWatermarks());
    const upload = new HttpAsyncFunction({
      ...args.service,
      bytes: (frame: Frame) => frame.jpeg,
      request: ({ jpeg, ...rest }) => rest,
      response: ({ id }, thumbnail: string) => ({ id, thumbnail }),
    });
    AsyncDataStream.orderedWait(frames, upload, Duration.ofSeconds(30)).sinkTo(sink());
    const look = new HttpAsyncFunction<Frame, { path: string }>({
      url: ({ id, title }) => `${args.site}/frames/${id}?title=${encodeURIComponent(title)}`,
      method: 'GET',
    });
    AsyncDataStream.unorderedWait(frames, look, Duration.ofSeconds(30)).sinkTo(sink());
  },
);
