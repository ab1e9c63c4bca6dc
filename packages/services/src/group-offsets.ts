/**
 * Sets the offsets of a consumer group from outside, as `kafka-consumer-groups --reset-offsets` does: with one request that
 * names no member, which Kafka refuses while the group has members. kafkajs's own `setOffsets` joins the group for it.
 */
import { type BrokerAddress, BrokerConnections, errorName, exchange, newEncoder } from './reading/connection.js';
import { KafkaAnswerError } from './reading/topic-reader.js';
import type { Settings } from './settings.js';

export interface GroupOffset {
  topic: string;
  partition: number;
  /** Where the group goes on reading. */
  offset: number;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;
const OF_A_GROUP = 0;
const NO_GENERATION = -1;
const NO_MEMBER = '';
const NO_NOTE = '';

/**
 * Commits these offsets for a group that has no members; offsets of other partitions stay.
 * @throws KafkaAnswerError such as UNKNOWN_MEMBER_ID, which is how Kafka says that the group has members; kafkajs's errors
 *   when Kafka is away
 */
export async function setGroupOffsets(
  settings: Settings,
  groupId: string,
  offsets: readonly GroupOffset[],
): Promise<void> {
  const connections = new BrokerConnections(settings, { connectMs: CONNECT_MS, answerMs: ANSWER_MS });
  try {
    const { errorCode, coordinator } = await connections.send(coordinatorRequest(groupId));
    if (errorCode !== 0) throw refusal(groupId, errorCode);
    for (const answer of await connections.send(commitRequest(groupId, offsets), coordinator)) {
      if (answer.errorCode !== 0) throw refusal(groupId, answer.errorCode);
    }
  } finally {
    await connections.close();
  }
}

function refusal(groupId: string, errorCode: number): KafkaAnswerError {
  const type = errorName(errorCode);
  return new KafkaAnswerError(type, `Kafka refuses to set the offsets of the group "${groupId}": ${type}.`);
}

function coordinatorRequest(groupId: string) {
  const encoder = newEncoder().writeString(groupId).writeInt8(OF_A_GROUP);
  return exchange({ apiName: 'FindCoordinator', apiKey: 10, apiVersion: 1 }, encoder, (decoder) => {
    decoder.readInt32();
    const errorCode = decoder.readInt16();
    decoder.readString();
    const [nodeId, host, port] = [decoder.readInt32(), decoder.readString() ?? '', decoder.readInt32()];
    const coordinator: BrokerAddress = { nodeId, host, port, rack: null };
    return { errorCode, coordinator };
  });
}

function commitRequest(groupId: string, offsets: readonly GroupOffset[]) {
  const topics = [...new Set(offsets.map(({ topic }) => topic))].map((topic) =>
    newEncoder()
      .writeString(topic)
      .writeArray(
        offsets
          .filter((it) => it.topic === topic)
          .map(({ partition, offset }) => newEncoder().writeInt32(partition).writeInt64(offset).writeString(NO_NOTE)),
      ),
  );
  const encoder = newEncoder().writeString(groupId).writeInt32(NO_GENERATION).writeString(NO_MEMBER).writeArray(topics);
  return exchange({ apiName: 'OffsetCommit', apiKey: 8, apiVersion: 5 }, encoder, (decoder) => {
    decoder.readInt32();
    return decoder
      .readArray((it) => {
        it.readString();
        return it.readArray((each) => ({ partition: each.readInt32(), errorCode: each.readInt16() }));
      })
      .flat();
  });
}
