/** Reads records that may be malformed, and copies those that aren't. */
import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';

interface Reading {
  sensor: string;
  value: number;
}

function parseReading(value: unknown): Reading {
  const reading = value as Reading;
  if (typeof reading?.sensor !== 'string') throw new Error('sensor is missing');
  return reading;
}

type Args = {
  broker: string;
  in: string;
  out: string;
  malformed?: string;
  checked?: boolean;
  bigNumbers?: 'refuse' | 'string';
};

export default defineJob<Args>('reading', (env, args) => {
  const source = env.fromSource(
    new KafkaSource<Reading>({
      bootstrapServers: args.broker,
      topics: args.in,
      groupId: args.in,
      bigNumbers: args.bigNumbers,
      ...(args.checked ? { valueOnlyDeserializer: parseReading } : {}),
    }),
    // Throws for a record without a sensor: a malformed one must never come here.
    WatermarkStrategy.forMonotonousTimestamps<Reading>().withTimestampAssigner((reading) => reading.sensor.length),
    'readings',
  );
  source
    .filter(() => true)
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out, key: (reading) => reading.sensor }));
  if (args.malformed) {
    source
      .malformed()
      .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.malformed, key: (record) => record.key }));
  }
});
