/** How far a group is behind: what it committed, compared with where its partitions end. */
import type { TopicReader } from '@workbook/kafka';
import type { PartitionLag, TopicPartition } from '../../api/groups.js';

/** A group's committed offset of one partition; undefined where it has none. */
export interface Committed extends TopicPartition {
  offset?: number;
}

/** Offsets by topic and partition. */
export type Offsets = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** What kafkajs's admin answers about a group's offsets; -1 is none. */
export function committedOf(
  answer: readonly { topic: string; partitions: readonly { partition: number; offset: string }[] }[],
): Committed[] {
  return answer
    .flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => ({
        topic,
        partition,
        offset: Number(offset) >= 0 ? Number(offset) : undefined,
      })),
    )
    .sort(inOrder);
}

export function inOrder(a: TopicPartition, b: TopicPartition): number {
  return a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1;
}

/** Partitions by topic, as the reader wants to be asked. */
export function byTopic(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  const found = new Map<string, Set<number>>();
  for (const { topic, partition } of partitions) found.set(topic, (found.get(topic) ?? new Set()).add(partition));
  return [...found].map(([topic, numbers]) => ({ topic, partitions: [...numbers] }));
}

/** Where these partitions begin and end; one that is gone, or that none serves now, is left out. */
export async function readBounds(
  reader: TopicReader,
  partitions: readonly TopicPartition[],
): Promise<{ first: Offsets; end: Offsets }> {
  const asked = byTopic(partitions);
  const [first, end] = await Promise.all([reader.offsets(asked, 'first'), reader.offsets(asked, 'next')]);
  return { first, end };
}

export function lagOf({ topic, partition, offset }: Committed, first: Offsets, end: Offsets): PartitionLag {
  const begins = first.get(topic)?.get(partition);
  const ends = end.get(topic)?.get(partition);
  const lag =
    offset === undefined || ends === undefined ? undefined : Math.max(0, ends - Math.max(offset, begins ?? 0));
  return { topic, partition, committed: offset, first: begins, end: ends, lag };
}

/** Of all partitions together; undefined where nothing is known of any. */
export function totalLag(partitions: readonly PartitionLag[]): number | undefined {
  const known = partitions.flatMap(({ lag }) => lag ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, lag) => sum + lag, 0);
}
