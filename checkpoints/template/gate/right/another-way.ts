/** Another right way. The gate wants two that differ in more than names. */
import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import type { Kafka } from 'kafkajs';
import type { Converted, Reading, ReadingArgs } from '../../lesson/reading.js';

export function convert({ readingId, sensor, celsius }: Reading): Converted {
  return { fahrenheit: 32 + celsius * 1.8, celsius, sensor, readingId };
}

export async function sendReadings(kafka: Kafka, topic: string, readings: Reading[]): Promise<void> {
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  try {
    for (const reading of readings) {
      await producer.send({ topic, messages: [{ key: reading.sensor, value: JSON.stringify(reading) }] });
    }
  } finally {
    await producer.disconnect();
  }
}

export default defineJob<ReadingArgs>('readings', (env, { bootstrapServers, groupId, readings, converted }) => {
  env
    .fromSource(
      new KafkaSource<Reading>({ bootstrapServers, groupId, topics: readings }),
      WatermarkStrategy.noWatermarks(),
      'readings',
    )
    .keyBy((reading) => reading.sensor)
    .map(convert)
    .sinkTo(new KafkaSink({ bootstrapServers, topic: converted, key: (reading) => reading.sensor }));
});
