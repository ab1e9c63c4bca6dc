import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';

type Args = { bootstrapServers: string; input: string; output: string };

/** The smallest job that takes a record all the way: from a topic, through a function, to a topic. */
export default defineJob<Args>('echo', (env, { bootstrapServers, input, output }) => {
  env
    .fromSource(
      new KafkaSource<{ id: number }>({ bootstrapServers, topics: input, groupId: 'echo' }),
      WatermarkStrategy.noWatermarks(),
      'input',
    )
    .map((record) => ({ ...record, echoed: true }))
    .sinkTo(new KafkaSink({ bootstrapServers, topic: output }));
});
