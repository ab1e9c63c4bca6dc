/**
 * Sets a group's offsets: first what would change, then the change. As with Kafka's own `kafka-consumer-groups
 * --reset-offsets`, it is possible only while the group has no members.
 */
import { KafkaAnswerError, setGroupOffsets } from '@workbook/kafka';
import type { Settings } from '@workbook/services';
import type { GroupSample, ResetOrder, ResetPreview, ResetRequest, ResetRow, ResetTarget } from '../../api/groups.js';
import type { KafkaConnection } from '../kafka.js';
import { ConsoleProblem } from '../problem.js';
import { byTopic, type Offsets } from './lag.js';

/** A partition of a group, whose bounds are known. */
type Known = Pick<ResetRow, 'topic' | 'partition' | 'committed' | 'first' | 'end'>;

/** Why the offsets of a group cannot be set now, and what to do; undefined where they can. */
export function refusalOf(id: string, { members, state }: Pick<GroupSample, 'members' | 'state'>): string | undefined {
  if (state === 'Unknown') {
    return `The group "${id}" uses a newer protocol than this page speaks. Set its offsets with Kafka’s own kafka-consumer-groups.`;
  }
  if (members.length === 0) return undefined;
  const names = [...new Set(members.map(({ clientId }) => clientId))].slice(0, 5).join(', ');
  const who = members.length === 1 ? `1 member (${names})` : `${members.length} members (${names})`;
  return (
    `The group "${id}" has ${who}. Its members know their offsets by heart and would commit over yours, so Kafka lets nobody ` +
    'set them now. Stop the group’s consumers (Ctrl-C in their terminals), wait until its state is Empty, and try again.'
  );
}

/** Where one partition would go on, and why it is not what was asked for. */
export function targetOf(to: ResetTarget, { first, end }: Known, atTime?: number): { target: number; note?: string } {
  switch (to.kind) {
    case 'earliest':
      return { target: first };
    case 'latest':
      return { target: end };
    case 'offset':
      if (to.offset < first)
        return { target: first, note: `Offset ${to.offset} is no longer kept: the oldest is ${first}.` };
      if (to.offset > end)
        return { target: end, note: `Offset ${to.offset} is not there yet: the next message gets ${end}.` };
      return { target: to.offset };
    case 'time':
      if (atTime === undefined || atTime < 0)
        return { target: end, note: 'No message is that young: it would go on at the end.' };
      return { target: Math.min(Math.max(atTime, first), end) };
  }
}

export async function previewReset(
  kafka: KafkaConnection,
  id: string,
  sample: GroupSample,
  { to, topic, partition }: ResetRequest,
): Promise<ResetPreview> {
  const known = sample.partitions.flatMap(({ committed, first, end, ...at }): Known[] => {
    const wanted =
      (topic === undefined || at.topic === topic) && (partition === undefined || at.partition === partition);
    return wanted && first !== undefined && end !== undefined
      ? [{ topic: at.topic, partition: at.partition, committed, first, end }]
      : [];
  });
  const times: Offsets | undefined =
    to.kind === 'time' ? await kafka.withReader((reader) => reader.offsets(byTopic(known), to.time)) : undefined;
  return {
    rows: known.map((it) => ({ ...it, ...targetOf(to, it, times?.get(it.topic)?.get(it.partition)) })),
    refusal: refusalOf(id, sample),
  };
}

/**
 * Carries a preview out. What it said is what happens, even when messages came since.
 * @throws ConsoleProblem `refused` with the reason
 */
export async function carryOut(
  settings: Settings,
  id: string,
  sample: GroupSample,
  { offsets }: ResetOrder,
): Promise<void> {
  const refusal = refusalOf(id, sample);
  if (refusal) throw new ConsoleProblem('refused', refusal);
  for (const { topic, partition, offset } of offsets) {
    const at = sample.partitions.find((it) => it.topic === topic && it.partition === partition);
    if (at?.end === undefined || at.first === undefined) {
      throw new ConsoleProblem(
        'refused',
        `The group "${id}" has no offset of partition ${partition} of "${topic}". Nothing was changed.`,
      );
    }
    if (offset > at.end || offset < at.first) {
      throw new ConsoleProblem(
        'refused',
        `Partition ${partition} of "${topic}" now holds offsets ${at.first} to ${at.end}, and ${offset} is none of them. Nothing was changed; look at the preview again.`,
      );
    }
  }
  try {
    await setGroupOffsets(settings, id, offsets);
  } catch (error) {
    if (!(error instanceof KafkaAnswerError)) throw error;
    const joined = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS'].includes(error.type);
    const reason = joined
      ? `A consumer has just joined the group "${id}". Stop it first; then its offsets can be set.`
      : error.message;
    throw new ConsoleProblem('refused', reason, { cause: error });
  }
}
