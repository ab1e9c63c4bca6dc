/** Fails at a negative number: again and again, or only when it reads it for the first time. */
import {
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  RichMapFunction,
  WatermarkStrategy,
} from '@workbook/flink';

export default defineJob<{ broker: string; input: string; once: boolean }>(
  'restarting',
  (env, { broker, input, once }) => {
    class Check extends RichMapFunction<number, number> {
      map(n: number): number {
        const isFirst = this.getRuntimeContext().getTaskInfo().getAttemptNumber() === 0;
        if (n < 0 && (isFirst || !once)) throw new RangeError('below zero');
        return n;
      }
    }
    env.enableCheckpointing(Duration.ofMillis(200));
    env.configure({
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': 1_000_000,
      'restart-strategy.fixed-delay.delay': Duration.ofMillis(50),
    });
    const source = new KafkaSource<number>({
      bootstrapServers: broker,
      topics: [input],
      groupId: input,
      startingOffsets: OffsetsInitializer.earliest(),
    });
    env
      .fromSource(source, WatermarkStrategy.noWatermarks(), 'numbers')
      .map(new Check())
      .name('check')
      .filter(() => false)
      .name('a filter')
      .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: input }));
  },
);
