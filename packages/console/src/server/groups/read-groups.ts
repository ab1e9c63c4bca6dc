/** Reads consumer groups: it asks about them, and joins none. */
import type { GroupLine, GroupList, GroupSample, TopicPartition } from '../../api/groups.js';
import type { KafkaConnection } from '../kafka.js';
import { ConsoleProblem } from '../problem.js';
import { type Committed, committedOf, inOrder, lagOf, readBounds, totalLag } from './lag.js';
import { memberOf } from './members.js';

/** Each group's offsets cost a request. */
const GROUPS_WITH_LAG = 200;
/** More partitions than this say no more. */
export const MAX_PARTITIONS = 500;
/** Groups of a check of a lesson begin with the id of its run. */
const CHECKS_GROUP = /^check-[0-9a-f]{8}/;

/** What Kafka calls a group that it does not have, or that speaks a protocol which kafkajs does not. */
const DEAD = 'Dead';

export async function readGroups(
  kafka: KafkaConnection,
  jobs: ReadonlyMap<string, readonly string[]>,
): Promise<GroupList> {
  const { described, offsets } = await kafka.withAdmin(async (admin) => {
    const ids = (await admin.listGroups()).groups.map(({ groupId }) => groupId).sort();
    const described = ids.length === 0 ? [] : (await admin.describeGroups(ids)).groups;
    const asked = ids.filter((id) => !CHECKS_GROUP.test(id)).slice(0, GROUPS_WITH_LAG);
    const answers = await Promise.all(
      asked.map(async (groupId) => [groupId, committedOf(await admin.fetchOffsets({ groupId }))] as const),
    );
    return { described, offsets: new Map(answers) };
  });
  const { first, end } = await kafka.withReader((reader) => readBounds(reader, [...offsets.values()].flat()));
  const groups = described.map(({ groupId, state, members }): GroupLine => {
    const committed = (offsets.get(groupId) ?? []).filter(({ offset }) => offset !== undefined);
    return {
      id: groupId,
      state: state === DEAD ? 'Unknown' : state,
      members: state === DEAD ? undefined : members.length,
      topics: [...new Set(committed.map(({ topic }) => topic))],
      lag: totalLag(committed.map((it) => lagOf(it, first, end))),
      ofCheck: CHECKS_GROUP.test(groupId),
      flinkJobs: [...(jobs.get(groupId) ?? [])],
    };
  });
  const own = groups.filter(({ ofCheck }) => !ofCheck).length;
  return { groups: groups.sort((a, b) => (a.id < b.id ? -1 : 1)), withoutLag: Math.max(0, own - GROUPS_WITH_LAG) };
}

/** @throws ConsoleProblem `not-found` for a group that does not exist */
export async function readGroup(
  kafka: KafkaConnection,
  id: string,
  jobs: ReadonlyMap<string, readonly string[]>,
): Promise<GroupSample> {
  const { group, committed } = await kafka.withAdmin(async (admin) => {
    const [{ groups }, answer] = await Promise.all([admin.describeGroups([id]), admin.fetchOffsets({ groupId: id })]);
    const group = groups[0];
    const committed = committedOf(answer);
    // A group of a newer protocol is there, although it cannot be described.
    const exists = group && (group.state !== DEAD || committed.length > 0 || (await hasGroup(admin, id)));
    if (!exists) throw noGroup(id);
    return { group, committed };
  });
  const { default: kafkajs } = await import('kafkajs');
  const members = group.members
    .map((member) => memberOf(member, kafkajs.AssignerProtocol))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const wanted = withOthers(
    committed.filter(({ offset }) => offset !== undefined),
    [...members.flatMap(({ assigned }) => assigned), ...(await partitionsOf(kafka, committed))],
  );
  const shown = wanted.slice(0, MAX_PARTITIONS);
  const { first, end } = await kafka.withReader((reader) => readBounds(reader, shown));
  return {
    at: Date.now(),
    state: group.state === DEAD ? 'Unknown' : group.state,
    protocolType: group.protocolType,
    members,
    partitions: shown.map((it) => lagOf(it, first, end)),
    morePartitions: wanted.length - shown.length,
    flinkJobs: [...(jobs.get(id) ?? [])],
  };
}

async function hasGroup(
  admin: { listGroups(): Promise<{ groups: { groupId: string }[] }> },
  id: string,
): Promise<boolean> {
  return (await admin.listGroups()).groups.some(({ groupId }) => groupId === id);
}

export function noGroup(id: string): ConsoleProblem {
  return new ConsoleProblem('not-found', `There is no consumer group "${id}".`, {
    remedy: 'It appears when its first consumer starts, and Kafka forgets it some days after its last one has left.',
  });
}

/** All partitions of the topics of which a group has committed offsets. */
async function partitionsOf(kafka: KafkaConnection, committed: readonly Committed[]): Promise<TopicPartition[]> {
  const names = [...new Set(committed.map(({ topic }) => topic))];
  if (names.length === 0) return [];
  const topics = await kafka.withReader((reader) => reader.describe(names));
  return topics.flatMap(({ name, partitions }) => partitions.map(({ partition }) => ({ topic: name, partition })));
}

/** Partitions that a member reads, or of a topic that the group reads, are a group's also without a committed offset. */
function withOthers(committed: readonly Committed[], others: readonly TopicPartition[]): Committed[] {
  const all = new Map<string, Committed>();
  for (const it of [...others, ...committed]) all.set(`${it.partition} ${it.topic}`, it);
  return [...all.values()].sort(inOrder);
}
