import {
  type DeliveryGuarantee,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  WatermarkStrategy,
} from '@workbook/flink';

export interface Refusable {
  n: number;
  text: string;
}

/** Copies records to a topic that does not take them, or not all of them. */
export default defineJob<{
  broker: string;
  input: string;
  output: string;
  /** What the event time is multiplied by: 1000 for microseconds. */
  scale?: number;
  aheadMs?: number;
  deliveryGuarantee?: DeliveryGuarantee;
  properties?: Record<string, string>;
  keyed?: boolean;
}>('refused', (env, args) => {
  const { broker, input, output, scale = 1, aheadMs = 0, deliveryGuarantee, properties, keyed = true } = args;
  env.enableCheckpointing(Duration.ofMillis(300));
  const source = new KafkaSource<Refusable>({ bootstrapServers: broker, topics: input, groupId: input });
  const watermarks = WatermarkStrategy.forMonotonousTimestamps<Refusable>().withTimestampAssigner(
    (record, now) => ((now ?? 0) + aheadMs + record.n) * scale,
  );
  env
    .fromSource(source, watermarks, 'items')
    .sinkTo(
      new KafkaSink<Refusable>({
        bootstrapServers: broker,
        topic: output,
        key: keyed ? (record) => `item ${record.n}` : undefined,
        deliveryGuarantee,
        transactionalIdPrefix: deliveryGuarantee === 'EXACTLY_ONCE' ? output : undefined,
        properties,
      }),
    )
    .name('writer');
});
