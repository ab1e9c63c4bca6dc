import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import type { Kafka } from 'kafkajs';
import { Todo } from '../../../lessons/todo.js';
import type { Converted, Reading, ReadingArgs } from './reading.js';

/** Task 1. Adds `fahrenheit`: 9/5 of the degrees Celsius, and 32. The reading that came in stays as it is. */
export function convert(reading: Reading): Converted {
  throw new Todo('task 1, convert');
}

/** Task 2. Sends the readings to the topic as JSON, with the sensor as the key, and disconnects in any case. */
export async function sendReadings(kafka: Kafka, topic: string, readings: Reading[]): Promise<void> {
  throw new Todo('task 2, sendReadings');
}

/** This function describes the job's graph. Node runs it once; the functions that you hand over run on the cluster. */
export default defineJob<ReadingArgs>('readings', (env, args) => {
  const { bootstrapServers, groupId } = args;

  // The source is given.
  const source = new KafkaSource<Reading>({ bootstrapServers, groupId, topics: args.readings });
  const readings = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'readings');

  // Task 3. All readings, converted, to the topic args.converted, with the sensor as the key.
  throw new Todo('task 3, the job');
});
