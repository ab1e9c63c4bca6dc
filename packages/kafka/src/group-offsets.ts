/**
 * Sets the offsets of a consumer group from outside, as `kafka-consumer-groups --reset-offsets` does: with one request that
 * names no member, which Kafka refuses while the group has members. kafkajs's own `setOffsets` joins the group for it.
 */

import type { Settings } from '@workbook/services';
import { findCoordinator, refusalOf } from './coordinator.js';
import { BrokerConnections, exchange, newEncoder } from './reading/connection.js';

export interface GroupOffset {
  topic: string;
  partition: number;
  /** Where the group goes on reading. */
  offset: number;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;
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
    const coordinator = await findCoordinator(connections, groupId);
    for (const answer of await connections.send(commitRequest(groupId, offsets), coordinator)) {
      if (answer.errorCode !== 0) throw refusalOf(`to set the offsets of the group "${groupId}"`, answer.errorCode);
    }
  } finally {
    await connections.close();
  }
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
