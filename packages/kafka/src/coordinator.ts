/** The broker that looks after a consumer group: https://kafka.apache.org/protocol, FindCoordinator */
import { type BrokerAddress, type BrokerConnections, errorName, exchange, newEncoder } from './reading/connection.js';
import { KafkaAnswerError } from './reading/topic-reader.js';

const OF_A_GROUP = 0;

/** @throws KafkaAnswerError such as COORDINATOR_NOT_AVAILABLE; kafkajs's errors when Kafka is away */
export async function findCoordinator(connections: BrokerConnections, groupId: string): Promise<BrokerAddress> {
  const { errorCode, coordinator } = await connections.send(coordinatorRequest(groupId));
  if (errorCode !== 0) throw refusalOf(`to say who looks after the group "${groupId}"`, errorCode);
  return coordinator;
}

/** @param what that Kafka refuses, such as `to set the offsets of the group "g"` */
export function refusalOf(what: string, errorCode: number): KafkaAnswerError {
  const type = errorName(errorCode);
  return new KafkaAnswerError(type, `Kafka refuses ${what}: ${type}.`);
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
