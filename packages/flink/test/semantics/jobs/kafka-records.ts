/** Everything that a Kafka record has, in and out. */
import {
  defineJob,
  type KafkaRecord,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  RichMapFunction,
  WatermarkStrategy,
} from '@workbook/flink';

class Located extends RichMapFunction<KafkaRecord, KafkaRecord & { where: unknown[] }> {
  private opened = 0;

  override open() {
    this.opened++;
  }

  map(record: KafkaRecord) {
    const task = this.getRuntimeContext().getTaskInfo();
    const where = [
      this.opened,
      task.getIndexOfThisSubtask(),
      task.getNumberOfParallelSubtasks(),
      task.getAttemptNumber(),
    ];
    return { ...record, where };
  }
}

type Args = { broker: string; in: string; outs: [string, string]; texts: string; images: string; copies: string };

export default defineJob<Args>('kafka-records', (env, { broker, outs, texts, images, copies, ...args }) => {
  const records = env.fromSource(
    new KafkaSource<KafkaRecord>({
      bootstrapServers: broker,
      topics: args.in,
      groupId: args.in,
      bounded: OffsetsInitializer.latest(),
      deserializer: (record) => record,
    }),
    WatermarkStrategy.noWatermarks(),
    'records',
  );
  records.map(new Located()).sinkTo(
    new KafkaSink({
      bootstrapServers: broker,
      topic: (record) => (record.value === null ? outs[1] : outs[0]),
      key: (record) => record.key,
      value: (record) => (record.value === null ? null : record),
      headers: (record) => ({ ...record.headers, copied: 'yes' }),
      timestamp: (record, eventTimestamp) => record.timestamp + (eventTimestamp === record.timestamp ? 1 : 1000),
    }),
  );
  records
    .map((record) => `${record.key} – ${record.offset}`)
    .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: texts, format: 'string' }));

  env
    .fromSource(
      new KafkaSource<string>({
        bootstrapServers: broker,
        topics: images,
        groupId: images,
        bounded: OffsetsInitializer.latest(),
        format: 'bytes',
      }),
      WatermarkStrategy.noWatermarks(),
      'images',
    )
    .sinkTo(
      new KafkaSink({ bootstrapServers: broker, topic: copies, format: 'bytes', headers: (base64) => ({ base64 }) }),
    );
});
