/**
 * Makes the members of consumer groups leave that can't do so any more: their process was killed. Kafka would wait for
 * their session to time out, and refuses to delete a group that has members. The requests are FindCoordinator and
 * LeaveGroup (https://kafka.apache.org/protocol); kafkajs has them, but not for somebody else's members.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Admin } from 'kafkajs';

const FIND_COORDINATOR = { key: 10, version: 0 };
const LEAVE_GROUP = { key: 13, version: 0 };
const ANSWER_MS = 15_000;
const COORDINATOR_HOST_AT = 6;

/**
 * @param broker `host:port` of any broker
 * @param isKilled whether this member's process is gone for sure
 */
export async function expelMembers(
  admin: Admin,
  broker: string,
  groupIds: readonly string[],
  isKilled: (member: { groupId: string; clientId: string }) => boolean,
): Promise<void> {
  const { groups } = await admin.describeGroups([...groupIds]);
  for (const { groupId, members } of groups) {
    const killed = members.filter(({ clientId }) => isKilled({ groupId, clientId }));
    if (killed.length === 0) continue;
    const coordinator = await findCoordinator(broker, groupId);
    for (const { memberId } of killed) await ask(coordinator, LEAVE_GROUP, [groupId, memberId]);
  }
}

async function findCoordinator(broker: string, groupId: string): Promise<string> {
  const answer = await ask(broker, FIND_COORDINATOR, [groupId]);
  const length = answer.readInt16BE(COORDINATOR_HOST_AT);
  const host = answer.toString('utf8', COORDINATOR_HOST_AT + 2, COORDINATOR_HOST_AT + 2 + length);
  return `${host}:${answer.readInt32BE(COORDINATOR_HOST_AT + 2 + length)}`;
}

/** Sends one request whose body is a few texts. Resolves to the answer's body: its error code, and what follows. */
async function ask(
  address: string,
  api: { key: number; version: number },
  texts: readonly string[],
): Promise<Buffer<ArrayBuffer>> {
  const colon = address.lastIndexOf(':');
  const socket = connect({ host: address.slice(0, colon), port: Number(address.slice(colon + 1)) });
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    await once(socket, 'connect', { signal });
    socket.write(requestOf(api, texts));
    let answer = Buffer.alloc(0);
    while (answer.length < 4 || answer.length < answer.readInt32BE(0) + 4) {
      const [chunk] = (await once(socket, 'data', { signal })) as [Buffer];
      answer = Buffer.concat([answer, chunk]);
    }
    const afterLengthAndId = answer.subarray(8);
    const error = afterLengthAndId.readInt16BE(0);
    if (error !== 0) throw new Error(`Kafka refused request ${api.key} with error code ${error}.`);
    return afterLengthAndId;
  } finally {
    socket.destroy();
  }
}

function requestOf({ key, version }: { key: number; version: number }, texts: readonly string[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt16BE(key, 0);
  head.writeInt16BE(version, 2);
  const frame = Buffer.concat([head, ...['workbook-check', ...texts].map(textOf)]);
  const length = Buffer.alloc(4);
  length.writeInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

function textOf(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
