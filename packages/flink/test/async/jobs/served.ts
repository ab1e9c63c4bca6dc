/** Sends the frames to a function that the test serves. */
import { AsyncDataStream, Duration, defineJob, HttpAsyncFunction, type HttpEndpoint, KafkaSink } from '@workbook/flink';

interface Frame {
  id: number;
  pixels: string;
}

/** This frame's pixels are no base64. */
const TORN = 7;

interface Result {
  id: number;
  mean: number;
  reason?: string;
}

type Args = { broker: string; out: string; count: number; service: HttpEndpoint };

export default defineJob<Args>('served', (env, { broker, out, count, service }) => {
  const frames = env.fromData<Frame>(
    ...Array.from({ length: count }, (_, id) => ({ id, pixels: id === TORN ? '~~~~' : btoaOf(id) })),
  );
  const brightness = new HttpAsyncFunction({
    ...service,
    bytes: (frame: Frame) => frame.pixels,
    invalidBytes: ({ id }, reason) => ({ id, mean: -1, reason }),
    request: ({ id }) => ({ id }),
    response: ({ id }, answer: { mean: number }): Result => ({ id, ...answer }),
  });
  AsyncDataStream.unorderedWait(frames, brightness, Duration.ofSeconds(90))
    .name('brightness')
    .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: out }));
});

/** Two bytes as base64. */
function btoaOf(id: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const bits = (id << 10) | (id << 2);
  return `${letters[(bits >> 12) & 63]}${letters[(bits >> 6) & 63]}${letters[bits & 63]}=`;
}
