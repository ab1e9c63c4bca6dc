import { defineJob, KafkaSink, KafkaSource, OffsetsInitializer, WatermarkStrategy } from '@workbook/flink';

interface Numbered {
  n: number;
}

/** Doubles n and says so. */
export default defineJob<{ name: string; broker: string; input: string; output: string }>(
  'double',
  (env, { broker, input, output }) => {
    env.enableCheckpointing(200);
    const source = new KafkaSource<Numbered>({
      bootstrapServers: broker,
      topics: [input],
      groupId: input,
      startingOffsets: OffsetsInitializer.earliest(),
    });
    env
      .fromSource(source, WatermarkStrategy.noWatermarks(), 'numbers')
      .uid('numbers')
      .map((record) => {
        console.log('doubling', record);
        return { n: record.n * 2 };
      })
      .name('double')
      .sinkTo(new KafkaSink<Numbered>({ bootstrapServers: broker, topic: output, deliveryGuarantee: 'AT_LEAST_ONCE' }))
      .uid('doubled');
  },
);
