import {
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';

interface Event {
  /** Milliseconds since 1970. */
  at: number;
}

/** Keeps the last event of each 10 s; events may come 5 s out of order. */
export default defineJob<{ broker: string; input: string; output: string }>(
  'windows',
  (env, { broker, input, output }) => {
    const source = new KafkaSource<Event>({
      bootstrapServers: broker,
      topics: [input],
      groupId: input,
      startingOffsets: OffsetsInitializer.earliest(),
    });
    const watermarks = WatermarkStrategy.forBoundedOutOfOrderness<Event>(Duration.ofSeconds(5)).withTimestampAssigner(
      (event) => event.at,
    );
    env
      .fromSource(source, watermarks, 'events')
      .keyBy(() => 'all')
      .window(TumblingEventTimeWindows.of(Duration.ofSeconds(10)))
      .reduce((_, event) => event)
      .name('last')
      .sinkTo(new KafkaSink<Event>({ bootstrapServers: broker, topic: output }));
  },
);
