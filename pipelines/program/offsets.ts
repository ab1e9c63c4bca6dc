import type { Admin } from 'kafkajs';

/** A position in each partition of some topics: the offset of the next record. */
export class Positions {
  readonly #offsets = new Map<string, Map<number, bigint>>();

  /** 0, the beginning, for a partition that was never set. */
  get(topic: string, partition: number): bigint {
    return this.#offsets.get(topic)?.get(partition) ?? 0n;
  }

  set(topic: string, partition: number, offset: bigint): void {
    const partitions = this.#offsets.get(topic) ?? new Map<number, bigint>();
    this.#offsets.set(topic, partitions.set(partition, offset));
  }

  topics(): string[] {
    return [...this.#offsets.keys()];
  }

  list(): { topic: string; partition: number; offset: bigint }[] {
    return [...this.#offsets].flatMap(([topic, partitions]) =>
      [...partitions].map(([partition, offset]) => ({ topic, partition, offset })),
    );
  }

  /** How many offsets lie between an earlier position and this one, over all partitions. */
  distanceFrom(earlier: Positions): number {
    return this.list().reduce(
      (sum, { topic, partition, offset }) => sum + Number(offset - earlier.get(topic, partition)),
      0,
    );
  }

  /** The same as plain JSON, for a job's arguments. */
  toNumbers(): { topic: string; partition: number; offset: number }[] {
    return this.list().map(({ topic, partition, offset }) => ({ topic, partition, offset: Number(offset) }));
  }

  copy(): Positions {
    const copy = new Positions();
    for (const { topic, partition, offset } of this.list()) copy.set(topic, partition, offset);
    return copy;
  }
}

/** Where the topics end now: what is sent from now on comes after these positions. */
export function endOf(admin: Admin, topics: readonly string[]): Promise<Positions> {
  return positions(admin, topics, 'high');
}

/** Where the topics begin now; retention moves that. */
export function beginningOf(admin: Admin, topics: readonly string[]): Promise<Positions> {
  return positions(admin, topics, 'low');
}

async function positions(admin: Admin, topics: readonly string[], edge: 'high' | 'low'): Promise<Positions> {
  const result = new Positions();
  for (const topic of topics) {
    for (const offsets of await admin.fetchTopicOffsets(topic)) {
      result.set(topic, offsets.partition, BigInt(offsets[edge]));
    }
  }
  return result;
}

/** How many records of the topics a group has yet to read, going by the offsets that it has committed. */
export async function lagOf(admin: Admin, groupId: string, end: Positions): Promise<bigint> {
  const committed = new Positions();
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics: end.topics() })) {
    // -1: nothing committed yet.
    for (const { partition, offset } of partitions) committed.set(topic, partition, BigInt(offset));
  }
  return end.list().reduce((lag, { topic, partition, offset }) => {
    const missing = offset - committed.get(topic, partition);
    return missing > 0n ? lag + missing : lag;
  }, 0n);
}
