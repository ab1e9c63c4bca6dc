/**
 * Reads just enough of Kafka's wire protocol to say what a client asked for.
 * See https://kafka.apache.org/protocol.html and https://kafka.apache.org/documentation/#recordbatch
 */

/** The requests that lessons look at, by the protocol's API keys. */
const API_NAMES: Readonly<Record<number, string>> = {
  0: 'Produce',
  1: 'Fetch',
  3: 'Metadata',
  18: 'ApiVersions',
  19: 'CreateTopics',
  20: 'DeleteTopics',
  22: 'InitProducerId',
  32: 'DescribeConfigs',
  33: 'AlterConfigs',
};

export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';
const COMPRESSIONS: readonly Compression[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** One batch of records for one partition. */
export interface RecordBatch {
  topic: string;
  partition: number;
  compression: Compression;
  records: number;
  /** -1 for a producer that is not idempotent. */
  producerId: bigint;
}

export interface ProduceRequest {
  /** 0: no answer is wanted; 1: the leader has it; -1: every in-sync replica has it. */
  acks: number;
  batches: RecordBatch[];
}

export interface RequestHeader {
  /** The API's name, or its key if no lesson looks at it. */
  api: string;
  version: number;
  correlationId: number;
  /** Where the body begins, counted from the request's length field. */
  bodyAt: number;
}

/** The header of a whole request that begins with its length. */
export function readHeader(frame: Buffer): RequestHeader {
  const key = frame.readInt16BE(4);
  const clientIdLength = frame.readInt16BE(12);
  return {
    api: API_NAMES[key] ?? String(key),
    version: frame.readInt16BE(6),
    correlationId: frame.readInt32BE(8),
    bodyAt: 14 + Math.max(0, clientIdLength),
  };
}

/** The body of a Produce request of version 3 to 8: those that kafkajs speaks with record batches. */
export function readProduce(frame: Buffer, { version, bodyAt }: RequestHeader): ProduceRequest | undefined {
  if (version < 3 || version > 8) return undefined;
  const reader = new Reader(frame, bodyAt);
  reader.text(); // the transactional id
  const acks = reader.int16();
  reader.int32(); // the broker's timeout
  const batches: RecordBatch[] = [];
  for (let topics = reader.int32(); topics > 0; topics--) {
    const topic = reader.text();
    for (let partitions = reader.int32(); partitions > 0; partitions--) {
      const partition = reader.int32();
      const batch = reader.bytes();
      batches.push({ topic, partition, ...readBatch(batch) });
    }
  }
  return { acks, batches };
}

function readBatch(batch: Buffer): Omit<RecordBatch, 'topic' | 'partition'> {
  return {
    compression: COMPRESSIONS[batch.readInt16BE(21) & 0b111] ?? 'none',
    producerId: batch.readBigInt64BE(43),
    records: batch.readInt32BE(57),
  };
}

/** The first name in a CreateTopics request. */
export function readFirstTopic(frame: Buffer, { bodyAt }: RequestHeader): string | undefined {
  const reader = new Reader(frame, bodyAt);
  return reader.int32() > 0 ? reader.text() : undefined;
}

class Reader {
  constructor(
    private readonly buffer: Buffer,
    private at: number,
  ) {}

  int16(): number {
    this.at += 2;
    return this.buffer.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.buffer.readInt32BE(this.at - 4);
  }

  text(): string {
    const length = Math.max(0, this.int16());
    this.at += length;
    return this.buffer.toString('utf8', this.at - length, this.at);
  }

  bytes(): Buffer {
    const length = Math.max(0, this.int32());
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }
}
