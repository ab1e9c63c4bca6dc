/** Isolation level read_committed as Kafka means it: kafkajs lets some messages of aborted transactions through. */
import { kafkajsInside } from './kafkajs-inside.js';

/** A part of what kafkajs makes of a fetch response. */
export interface FetchedPartition {
  /** Transactions that ended in an abort and have messages here. */
  abortedTransactions?: { producerId: string; firstOffset: string }[];
  messages: FetchedMessage[];
}

export interface FetchedMessage {
  offset: string;
  key: Buffer | null;
  /** A marker of Kafka's own. kafkajs passes over such messages and remembers their offset. */
  isControlRecord: boolean;
  batchContext: { producerId: string; inTransaction: boolean };
}

interface Broker {
  fetch(request: unknown): Promise<{ responses: { partitions: FetchedPartition[] }[] }>;
}

/** The key of the marker that ends an aborted transaction: version 0, type 0. */
const ABORT_MARKER = Buffer.from([0, 0, 0, 0]);

const MENDED = Symbol.for('kafka-flink-workbook.read-committed');

/**
 * Mends isolation level read_committed in kafkajs 2.2.4, for all clients of this process. It takes the broker's list of
 * aborted transactions for sorted by where they began. Kafka sorts it by where they ended, so that of transactions that
 * overlap some aborted messages came through: just what happens when Flink restarts a job with an exactly-once sink.
 */
export function mendReadCommitted(): void {
  const broker = kafkajsInside<{ prototype: Broker & { [MENDED]?: true } }>('broker').prototype;
  if (broker[MENDED]) return;
  broker[MENDED] = true;
  const fetch = broker.fetch;
  broker.fetch = async function mendedFetch(this: Broker, request) {
    const answer = await fetch.call(this, request);
    for (const { partitions } of answer.responses) partitions.forEach(hideAborted);
    return answer;
  };
}

/** Marks messages of aborted transactions as none of the reader's business, and leaves kafkajs nothing to filter. */
export function hideAborted(partition: FetchedPartition): void {
  const { abortedTransactions, messages } = partition;
  if (!abortedTransactions || abortedTransactions.length === 0) return;
  const toCome = abortedTransactions
    .map(({ producerId, firstOffset }) => ({ producerId, firstOffset: BigInt(firstOffset) }))
    .sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1));
  const aborting = new Set<string>();
  for (const message of messages) {
    while (toCome[0] && toCome[0].firstOffset <= BigInt(message.offset)) {
      aborting.add(toCome[0].producerId);
      toCome.shift();
    }
    const { producerId, inTransaction } = message.batchContext;
    if (message.isControlRecord) {
      if (message.key?.equals(ABORT_MARKER)) aborting.delete(producerId);
    } else if (inTransaction && aborting.has(producerId)) {
      message.isControlRecord = true;
    }
  }
  partition.abortedTransactions = [];
}
