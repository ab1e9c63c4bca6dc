/** The requests of Kafka's protocol that reading needs, see https://kafka.apache.org/protocol */
import { type BrokerAddress, type Decoder, type Exchange, exchange, newEncoder } from './connection.js';
import type { AbortedTransaction } from './record-batches.js';

const READ_COMMITTED = 1;
const CLIENT = -1;
const WITHOUT_SESSION = { id: 0, epoch: -1 };
const NO_EPOCH = -1;
const NULL_ARRAY = -1;

export interface PartitionDescription {
  partition: number;
  /** The node that serves it; -1 where none does. */
  leader: number;
  replicas: number[];
  inSync: number[];
  offline: number[];
}

export interface TopicDescription {
  name: string;
  /** One of Kafka's own, such as `__consumer_offsets`. */
  internal: boolean;
  errorCode: number;
  partitions: PartitionDescription[];
}

export interface ClusterDescription {
  brokers: BrokerAddress[];
  topics: TopicDescription[];
}

/** Describes topics; without names, all of them. */
export function metadataRequest(topics?: readonly string[]): Exchange<ClusterDescription> {
  const encoder = newEncoder();
  if (topics) encoder.writeArray([...topics]);
  else encoder.writeInt32(NULL_ARRAY);
  encoder.writeInt8(0);
  return exchange({ apiName: 'Metadata', apiKey: 3, apiVersion: 5 }, encoder, (decoder) => {
    decoder.readInt32();
    const brokers = decoder.readArray((it) => ({
      nodeId: it.readInt32(),
      host: it.readString() ?? '',
      port: it.readInt32(),
      rack: it.readString(),
    }));
    decoder.readString();
    decoder.readInt32();
    return { brokers, topics: decoder.readArray(readTopic) };
  });
}

function readTopic(decoder: Decoder): TopicDescription {
  const readNode = (it: Decoder) => it.readInt32();
  return {
    errorCode: decoder.readInt16(),
    name: decoder.readString() ?? '',
    internal: decoder.readBoolean(),
    partitions: decoder.readArray((it) => {
      it.readInt16();
      return {
        partition: it.readInt32(),
        leader: it.readInt32(),
        replicas: it.readArray(readNode),
        inSync: it.readArray(readNode),
        offline: it.readArray(readNode),
      };
    }),
  };
}

/** Which offset is asked for: the first, the one after the last committed one, or the first at or after a time in ms. */
export type OffsetAt = 'first' | 'next' | number;

export interface OffsetAnswer {
  topic: string;
  partition: number;
  errorCode: number;
  /** -1 where there is none, as for a time after the last message. */
  offset: number;
}

export function offsetsRequest(
  topics: readonly { topic: string; partitions: readonly number[] }[],
  at: OffsetAt,
): Exchange<OffsetAnswer[]> {
  const time = at === 'first' ? -2 : at === 'next' ? -1 : at;
  const encoder = newEncoder()
    .writeInt32(CLIENT)
    .writeInt8(READ_COMMITTED)
    .writeArray(
      topics.map(({ topic, partitions }) =>
        newEncoder()
          .writeString(topic)
          .writeArray(partitions.map((partition) => newEncoder().writeInt32(partition).writeInt64(time))),
      ),
    );
  return exchange({ apiName: 'ListOffsets', apiKey: 2, apiVersion: 3 }, encoder, (decoder) => {
    decoder.readInt32();
    return decoder
      .readArray((it) => {
        const topic = it.readString() ?? '';
        return it.readArray((each) => {
          const partition = each.readInt32();
          const errorCode = each.readInt16();
          each.readInt64();
          return { topic, partition, errorCode, offset: Number(each.readInt64()) };
        });
      })
      .flat();
  });
}

export interface FetchLimits {
  /** How long the broker waits for a first message. */
  maxWaitMs: number;
  /** Of the whole answer, and of each partition. A single batch may be larger. */
  maxBytes: number;
  maxPartitionBytes: number;
}

export interface FetchAnswer {
  partition: number;
  errorCode: number;
  /** The offset that the next message will get. */
  highWatermark: number;
  /** Messages from here on may belong to transactions that are still open, and are not sent. */
  lastStableOffset: number;
  /** The oldest offset that is still kept. */
  firstOffset: number;
  aborted: AbortedTransaction[];
  records: Buffer;
}

/** Messages of a topic from these offsets on; all partitions must have the same leader. */
export function fetchRequest(
  topic: string,
  positions: readonly { partition: number; offset: number }[],
  { maxWaitMs, maxBytes, maxPartitionBytes }: FetchLimits,
): Exchange<FetchAnswer[]> {
  const partitions = positions.map(({ partition, offset }) =>
    newEncoder()
      .writeInt32(partition)
      .writeInt32(NO_EPOCH)
      .writeInt64(offset)
      .writeInt64(-1)
      .writeInt32(maxPartitionBytes),
  );
  const encoder = newEncoder()
    .writeInt32(CLIENT)
    .writeInt32(maxWaitMs)
    .writeInt32(1)
    .writeInt32(maxBytes)
    .writeInt8(READ_COMMITTED)
    .writeInt32(WITHOUT_SESSION.id)
    .writeInt32(WITHOUT_SESSION.epoch)
    .writeArray([newEncoder().writeString(topic).writeArray(partitions)])
    .writeArray([])
    .writeString('');
  return exchange({ apiName: 'Fetch', apiKey: 1, apiVersion: 11 }, encoder, (decoder) => {
    decoder.readInt32();
    decoder.readInt16();
    decoder.readInt32();
    return decoder
      .readArray((it) => {
        it.readString();
        return it.readArray(readPartition);
      })
      .flat();
  });
}

function readPartition(decoder: Decoder): FetchAnswer {
  const partition = decoder.readInt32();
  const errorCode = decoder.readInt16();
  const highWatermark = Number(decoder.readInt64());
  const lastStableOffset = Number(decoder.readInt64());
  const firstOffset = Number(decoder.readInt64());
  const aborted = decoder.readArray((it) => ({
    producerId: it.readInt64(),
    firstOffset: Number(it.readInt64()),
  }));
  decoder.readInt32();
  const records = decoder.readBytes() ?? Buffer.alloc(0);
  return { partition, errorCode, highWatermark, lastStableOffset, firstOffset, aborted, records };
}

export interface PartitionSize {
  topic: string;
  partition: number;
  /** On disk, in bytes: messages after compression, and no index files. */
  bytes: number;
}

/** How much the partitions on one broker take on its disk; kafkajs has no such request. */
export function sizesRequest(): Exchange<PartitionSize[]> {
  const encoder = newEncoder().writeInt32(NULL_ARRAY);
  return exchange({ apiName: 'DescribeLogDirs', apiKey: 35, apiVersion: 1 }, encoder, (decoder) => {
    decoder.readInt32();
    return decoder
      .readArray((folder) => {
        folder.readInt16();
        folder.readString();
        return folder.readArray((it) => {
          const topic = it.readString() ?? '';
          return it.readArray((each) => {
            const partition = each.readInt32();
            const bytes = Number(each.readInt64());
            each.readInt64();
            // A copy that is on its way to another disk counts when it has arrived.
            return each.readBoolean() ? undefined : { topic, partition, bytes };
          });
        });
      })
      .flat(2)
      .filter((it) => it !== undefined);
  });
}
