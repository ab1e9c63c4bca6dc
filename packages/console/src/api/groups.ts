/** What server and page say to each other about consumer groups. */

/** A group in one line of the list. */
export interface GroupLine {
  id: string;
  /** Kafka's word: Stable, PreparingRebalance, CompletingRebalance, Empty, Dead; `Unknown` where Kafka does not tell it. */
  state: string;
  /** How many; undefined where the state is `Unknown`. */
  members?: number;
  /** The topics of which it has committed offsets. */
  topics: string[];
  /** Messages after the committed offsets, over all partitions; undefined for a group without committed offsets. */
  lag?: number;
  /** Belongs to a check of a lesson; it goes away with it. */
  ofCheck: boolean;
  /** Names of Flink's jobs that read with this group's name. */
  flinkJobs: string[];
}

export interface GroupList {
  groups: GroupLine[];
  /** Groups whose offsets were not asked for, because there are too many. */
  withoutLag: number;
}

export interface TopicPartition {
  topic: string;
  partition: number;
}

export interface GroupMember {
  /** Given by Kafka; a member that left and came back has a new one. */
  id: string;
  /** What the client calls itself. */
  clientId: string;
  /** Where it connects from. */
  host: string;
  /** The topics that it subscribes to. */
  topics: string[];
  /** The partitions that it was assigned. */
  assigned: TopicPartition[];
}

/** How far a group is in one partition. Offsets that nobody knows are absent. */
export interface PartitionLag extends TopicPartition {
  /** Where the group goes on reading. */
  committed?: number;
  /** The oldest offset that is kept. */
  first?: number;
  /** The offset that the next message gets; with transactions, that of the first one still open. */
  end?: number;
  /** Messages from `committed` to `end`, as far as they are kept. */
  lag?: number;
}

/** A group at one moment. */
export interface GroupSample {
  /** In ms since 1970. */
  at: number;
  state: string;
  /** `consumer` for groups with members, empty for a group that only keeps offsets, as Flink's. */
  protocolType: string;
  members: GroupMember[];
  partitions: PartitionLag[];
  /** Partitions beyond the number that is shown. */
  morePartitions: number;
  flinkJobs: string[];
}

/** Where offsets are to be set to. A time is in ms since 1970. */
export type ResetTarget =
  | { kind: 'earliest' }
  | { kind: 'latest' }
  | { kind: 'offset'; offset: number }
  | { kind: 'time'; time: number };

export interface ResetRequest {
  to: ResetTarget;
  /** Only this topic, and only this partition of it; without them, all. */
  topic?: string;
  partition?: number;
}

/** What a reset would do to one partition. */
export interface ResetRow extends TopicPartition {
  committed?: number;
  first: number;
  end: number;
  /** Where it would go on. */
  target: number;
  /** Why it is not what was asked for. */
  note?: string;
}

export interface ResetPreview {
  rows: ResetRow[];
  /** Why it cannot be done now, and what to do about it. */
  refusal?: string;
}

/** The rows of a preview that are to be carried out. */
export interface ResetOrder {
  offsets: { topic: string; partition: number; offset: number }[];
}
