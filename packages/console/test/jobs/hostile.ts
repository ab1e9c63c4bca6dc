/** A job whose names, lines and errors try to be more than text. */
import {
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import { MARKUP } from '../markup.js';

export interface Item {
  time: number;
  poison?: boolean;
}

export default defineJob<{ broker: string; input: string; output: string; subtasks?: number }>(
  `job ${MARKUP}`,
  (env, { broker, input, output, subtasks = 1 }) => {
    env.enableCheckpointing(300);
    const source = new KafkaSource<Item>({
      bootstrapServers: broker,
      topics: [input],
      groupId: `${input}-flink`,
      startingOffsets: OffsetsInitializer.earliest(),
    });
    const strategy = WatermarkStrategy.forBoundedOutOfOrderness<Item>(Duration.ofSeconds(2)).withTimestampAssigner(
      ({ time }) => time,
    );
    const items = env.fromSource(source, strategy, 'items').setParallelism(subtasks);
    items
      .windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
      .reduce((first) => first)
      .name(`window ${MARKUP}`)
      .print();
    items
      .map((item) => {
        console.log(`line ${MARKUP}`);
        if (item.poison) throw new Error(`poison ${MARKUP}`);
        return item;
      })
      .name(`step ${MARKUP}`)
      .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: output }));
  },
);
