/** A group's members as Kafka describes them: the protocol's bytes as names and numbers. */
import type { AssignerProtocol } from 'kafkajs';
import type { GroupMember } from '../../api/groups.js';
import { inOrder } from './lag.js';

/** A part of what kafkajs's admin answers about a group. */
export interface DescribedMember {
  memberId: string;
  clientId: string;
  clientHost: string;
  memberMetadata: Buffer;
  memberAssignment: Buffer;
}

/** kafkajs's decoders; it is loaded when it is needed. */
export type Decoders = typeof AssignerProtocol;

/** While a group rebalances, a member has no assignment yet; other kinds of clients write what only they can read. */
export function memberOf(member: DescribedMember, { MemberMetadata, MemberAssignment }: Decoders): GroupMember {
  const { memberId, clientId, clientHost, memberMetadata, memberAssignment } = member;
  const assignment = readable(() => MemberAssignment.decode(memberAssignment))?.assignment ?? {};
  const assigned = Object.entries(assignment).flatMap(([topic, partitions]) =>
    partitions.map((partition) => ({ topic, partition })),
  );
  return {
    id: memberId,
    clientId,
    // Java's way to write an address begins with a slash.
    host: clientHost.replace(/^\//, ''),
    topics: [...(readable(() => MemberMetadata.decode(memberMetadata))?.topics ?? [])].sort(),
    assigned: assigned.sort(inOrder),
  };
}

function readable<T>(decode: () => T | null): T | undefined {
  try {
    return decode() ?? undefined;
  } catch {
    return undefined;
  }
}
