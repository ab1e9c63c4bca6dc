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

  /** The later of this position and another one, in each partition of this one. */
  orLater(other: Positions): Positions {
    const later = new Positions();
    for (const { topic, partition, offset } of this.list()) {
      const there = other.get(topic, partition);
      later.set(topic, partition, there > offset ? there : offset);
    }
    return later;
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

/**
 * Where what was sent from a time on (ms since 1970) begins. A record's timestamp is its producer's word, and may lie in
 * the past: what came behind `end` counts, too.
 */
export async function sentSince(
  admin: Admin,
  topics: readonly string[],
  since: number,
  end: Positions,
): Promise<Positions> {
  const result = new Positions();
  for (const topic of topics) {
    for (const { partition, offset } of await admin.fetchTopicOffsetsByTimestamp(topic, Math.floor(since))) {
      const [sent, last] = [BigInt(offset), end.get(topic, partition)];
      result.set(topic, partition, sent < last ? sent : last);
    }
  }
  return result;
}

/** What a group has committed: without the partitions where it has committed nothing. */
export async function committedOf(admin: Admin, groupId: string, topics: readonly string[]): Promise<Positions> {
  const committed = new Positions();
  for (const { topic, partitions } of await admin.fetchOffsets({ groupId, topics: [...topics] })) {
    for (const { partition, offset } of partitions) {
      // -1: nothing.
      if (BigInt(offset) >= 0n) committed.set(topic, partition, BigInt(offset));
    }
  }
  return committed;
}

/** How many records of the topics a group has yet to read, going by the offsets that it has committed. */
export async function lagOf(admin: Admin, groupId: string, end: Positions): Promise<bigint> {
  const committed = await committedOf(admin, groupId, end.topics());
  return end.list().reduce((lag, { topic, partition, offset }) => {
    const missing = offset - committed.get(topic, partition);
    return missing > 0n ? lag + missing : lag;
  }, 0n);
}
