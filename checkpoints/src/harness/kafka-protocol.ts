/**
 * Reads just enough of Kafka's wire protocol to say what a client asked for.
 * See https://kafka.apache.org/protocol.html and https://kafka.apache.org/documentation/#recordbatch
 */

/** The requests that lessons look at, by the protocol's API keys. */
const API_NAMES: Readonly<Record<number, string>> = {
  0: 'Produce',
  1: 'Fetch',
  3: 'Metadata',
  8: 'OffsetCommit',
  9: 'OffsetFetch',
  11: 'JoinGroup',
  12: 'Heartbeat',
  13: 'LeaveGroup',
  14: 'SyncGroup',
  18: 'ApiVersions',
  19: 'CreateTopics',
  20: 'DeleteTopics',
  22: 'InitProducerId',
  32: 'DescribeConfigs',
  33: 'AlterConfigs',
  37: 'CreatePartitions',
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
  clientId: string;
  /** Where the body begins, counted from the request's length field. */
  bodyAt: number;
}

/** The header of a whole request that begins with its length. */
export function readHeader(frame: Buffer): RequestHeader {
  const key = frame.readInt16BE(4);
  const clientIdLength = Math.max(0, frame.readInt16BE(12));
  return {
    api: API_NAMES[key] ?? String(key),
    version: frame.readInt16BE(6),
    correlationId: frame.readInt32BE(8),
    clientId: frame.toString('utf8', 14, 14 + clientIdLength),
    bodyAt: 14 + clientIdLength,
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

/** The names in a CreateTopics or DeleteTopics request. */
export function readTopics(frame: Buffer, { api, bodyAt }: RequestHeader): string[] {
  const reader = new Reader(frame, bodyAt);
  return reader.list(() => {
    const topic = reader.text();
    if (api === 'CreateTopics') {
      reader.int32(); // partitions
      reader.int16(); // replicas
      reader.list(() => [reader.int32(), reader.list(() => reader.int32())]);
      reader.list(() => [reader.text(), reader.text()]);
    }
    return topic;
  });
}

/** The topics that an answer to a CreateTopics request reports as created. */
export function readCreated(answer: Buffer, version: number): string[] {
  const reader = new Reader(answer, 0);
  if (version >= 2) reader.int32(); // how long the broker held the answer back
  const topics = reader.list(() => {
    const topic = reader.text();
    const error = reader.int16();
    if (version >= 1) reader.text();
    return { topic, error };
  });
  return topics.filter(({ error }) => error === 0).map(({ topic }) => topic);
}

const GROUP_APIS: readonly string[] = [
  'OffsetCommit',
  'OffsetFetch',
  'JoinGroup',
  'Heartbeat',
  'LeaveGroup',
  'SyncGroup',
];

/** The consumer group that a request is about. */
export function readGroup(frame: Buffer, { api, bodyAt }: RequestHeader): string | undefined {
  return GROUP_APIS.includes(api) ? new Reader(frame, bodyAt).text() : undefined;
}

/** For how long a member that joins may be silent, in ms. */
export function readSessionTimeout(frame: Buffer, { bodyAt }: RequestHeader): number {
  const reader = new Reader(frame, bodyAt);
  reader.text(); // the group
  return reader.int32();
}

/** A position that a consumer commits: the offset of the record that is to be read next. */
export interface CommittedOffset {
  topic: string;
  partition: number;
  offset: number;
}

/** The body of an OffsetCommit request of version 2 to 5. */
export function readCommits(frame: Buffer, { version, bodyAt }: RequestHeader): CommittedOffset[] {
  if (version < 2 || version > 5) return [];
  const reader = new Reader(frame, bodyAt);
  reader.text(); // the group
  reader.int32(); // its generation
  reader.text(); // the member
  if (version < 5) reader.int64(); // for how long the broker keeps the position
  const topics = reader.list(() => {
    const topic = reader.text();
    return reader.list(() => {
      const position = { topic, partition: reader.int32(), offset: Number(reader.int64()) };
      reader.text(); // metadata
      return position;
    });
  });
  return topics.flat();
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

  int64(): bigint {
    this.at += 8;
    return this.buffer.readBigInt64BE(this.at - 8);
  }

  list<T>(item: () => T): T[] {
    return Array.from({ length: Math.max(0, this.int32()) }, item);
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
