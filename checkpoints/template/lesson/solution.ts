import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import type { Kafka } from 'kafkajs';
import type { Converted, Reading, ReadingArgs } from './reading.js';

/** Task 1: a new object; the record that came in belongs to others, too. */
export function convert(reading: Reading): Converted {
  return { ...reading, fahrenheit: (reading.celsius * 9) / 5 + 32 };
}

/** Task 2: the key keeps a sensor's readings in one partition, and so in order. */
export async function sendReadings(kafka: Kafka, topic: string, readings: Reading[]): Promise<void> {
  const producer = kafka.producer();
  try {
    await producer.connect();
    const messages = readings.map((reading) => ({ key: reading.sensor, value: JSON.stringify(reading) }));
    await producer.send({ topic, messages });
  } finally {
    await producer.disconnect();
  }
}

export default defineJob<ReadingArgs>('readings', (env, args) => {
  const { bootstrapServers, groupId } = args;
  const source = new KafkaSource<Reading>({ bootstrapServers, groupId, topics: args.readings });
  const readings = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'readings');

  // Task 3
  const converted = readings.map(convert).name('to fahrenheit');
  converted.sinkTo(new KafkaSink({ bootstrapServers, topic: args.converted, key: ({ sensor }) => sensor }));
});
