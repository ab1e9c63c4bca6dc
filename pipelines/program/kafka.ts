import { mendReadCommitted } from '@workbook/kafka';
import { Kafka, type KafkaJSProtocolError, logLevel } from 'kafkajs';

/**
 * The client that this pipeline's programs share. Its own log is off: an outage is told once, in a sentence, by the
 * part that notices it. Short waits between attempts let everything go on within a second of the broker's return.
 */
export function kafkaClient(brokers: string[], clientId: string): Kafka {
  mendReadCommitted();
  return new Kafka({
    clientId,
    brokers,
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
  });
}

/** The error at the bottom: kafkajs wraps what happened in errors about its own attempts. */
export function rootCause(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  return error.cause === undefined || error.cause === error ? error : rootCause(error.cause);
}

/** Whether another attempt can't help: the broker understood and refused, or the program itself is wrong. */
export function isPermanent(error: unknown): boolean {
  const cause = rootCause(error);
  if (cause.name === 'KafkaJSProtocolError') return !(cause as KafkaJSProtocolError).retriable;
  return cause instanceof TypeError || cause instanceof RangeError || cause.name === 'AbortError';
}
