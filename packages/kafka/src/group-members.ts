/**
 * Makes members of a consumer group leave it from outside, as `kafka-consumer-groups --remove-members` does. kafkajs has
 * LeaveGroup (https://kafka.apache.org/protocol), but not for somebody else's members.
 */
import type { Settings } from '@workbook/services';
import { findCoordinator, refusalOf } from './coordinator.js';
import { BrokerConnections, exchange, newEncoder } from './reading/connection.js';

const CONNECT_MS = 5_000;
const ANSWER_MS = 15_000;

/**
 * @throws KafkaAnswerError such as UNKNOWN_MEMBER_ID, for one that is no member; kafkajs's errors when Kafka is away
 */
export async function removeMembers(settings: Settings, groupId: string, memberIds: readonly string[]): Promise<void> {
  const connections = new BrokerConnections(settings, { connectMs: CONNECT_MS, answerMs: ANSWER_MS });
  try {
    const coordinator = await findCoordinator(connections, groupId);
    for (const memberId of memberIds) {
      const errorCode = await connections.send(leaveRequest(groupId, memberId), coordinator);
      if (errorCode !== 0) throw refusalOf(`to let a member of the group "${groupId}" go`, errorCode);
    }
  } finally {
    await connections.close();
  }
}

function leaveRequest(groupId: string, memberId: string) {
  const encoder = newEncoder().writeString(groupId).writeString(memberId);
  return exchange({ apiName: 'LeaveGroup', apiKey: 13, apiVersion: 0 }, encoder, (decoder) => decoder.readInt16());
}
