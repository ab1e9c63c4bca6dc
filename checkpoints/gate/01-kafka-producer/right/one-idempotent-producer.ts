/** One way to use a producer for all: idempotent, sendBatch, arrow functions. */
import { CompressionTypes, type Kafka, type Message, type Producer } from 'kafkajs';
import type { Click, Order } from '../../../../lessons/01-kafka-producer/order.js';
import * as solution from '../../../../lessons/01-kafka-producer/solution.js';

export * from '../../../../lessons/01-kafka-producer/solution.js';

async function withProducer(kafka: Kafka, work: (producer: Producer) => Promise<unknown>): Promise<void> {
  const producer = kafka.producer({ idempotent: true });
  await producer.connect();
  await work(producer).finally(() => producer.disconnect());
}

export function toMessage({ ...order }: Order): Message {
  const headers = { source: 'shop', 'content-type': 'application/json' };
  return { timestamp: `${order.paidAt}`, headers, value: JSON.stringify(order, undefined, 1), key: order.customerId };
}

export const sendOrder = (kafka: Kafka, topic: string, order: Order): Promise<void> =>
  withProducer(kafka, (producer) => producer.send({ topic, messages: [toMessage(order)] }));

export const sendMany = (kafka: Kafka, topic: string, orders: Order[]): Promise<void> =>
  withProducer(kafka, (producer) =>
    producer.sendBatch({
      compression: CompressionTypes.GZIP,
      topicMessages: [{ topic, messages: orders.map(toMessage) }],
    }),
  );

export const sendClick = (kafka: Kafka, topic: string, click: Click): Promise<void> =>
  solution.sendClick(kafka, topic, { ...click });
