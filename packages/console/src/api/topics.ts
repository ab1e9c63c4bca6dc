/** What the pages of topics are told: topics, their partitions and settings, and messages as they are shown. */

/** `internal`: one of Kafka's own; `check`: one that a check of a lesson made for itself. */
export type TopicKind = 'own' | 'check' | 'internal';

export interface TopicSummary {
  name: string;
  kind: TopicKind;
  partitions: number;
  /**
   * Offsets that are kept: as many messages, unless the topic is compacted or written in transactions. Undefined while no
   * broker serves one of the partitions.
   */
  offsets?: number;
  /** On disk, in bytes; undefined where the cluster does not tell. */
  bytes?: number;
  /** How long messages are kept, in words. */
  retention: string;
  compacted: boolean;
  /** How many settings the topic has of its own. */
  ownSettings: number;
  /** Partitions that no broker serves now. */
  withoutLeader: number;
}

export interface TopicList {
  /** By name. */
  topics: TopicSummary[];
  /** Why the sizes are missing, where they are. */
  noSizes?: string;
}

export interface PartitionView {
  partition: number;
  /** The broker that serves it; -1 where none does. */
  leader: number;
  replicas: number[];
  inSync: number[];
  /** The oldest offset that is kept, and the one that the next message gets. */
  first?: number;
  next?: number;
  bytes?: number;
}

export interface TopicSetting {
  name: string;
  value: string;
  /** The value in words, where the number alone says little. */
  words?: string;
  /** Set for this topic; otherwise it is the broker's. */
  own: boolean;
  /** What it does, for somebody who is new to Kafka; for the settings one meets first. */
  explanation?: string;
}

export interface TopicDetail {
  name: string;
  kind: TopicKind;
  partitions: PartitionView[];
  settings: TopicSetting[];
}

/** How the keys of a bounded sample fall on partitions. */
export interface KeySample {
  /** The newest messages of each partition were looked at, so many in all. */
  messages: number;
  /** As many are kept. */
  total: number;
  partitions: KeysOfPartition[];
}

export interface KeysOfPartition {
  partition: number;
  messages: number;
  withoutKey: number;
  distinctKeys: number;
  /** The most frequent, at most {@link KEYS_SHOWN}. */
  keys: { key: string; messages: number }[];
}

export const KEYS_SHOWN = 5;

/** A key, value or header as it can be shown. */
export interface BytesView {
  /** Of the whole, in bytes. */
  size: number;
  kind: 'json' | 'text' | 'jpeg' | 'binary' | 'empty';
  /** Text, or bytes as pairs of hexadecimal digits; its beginning where {@link truncated}. */
  text: string;
  truncated: boolean;
  /** Pixels of a picture. */
  width?: number;
  height?: number;
  /** A picture that is too large to be shown here. */
  tooLarge?: boolean;
}

export interface HeaderView {
  name: string;
  value: BytesView | null;
}

export interface MessageView {
  partition: number;
  offset: number;
  /** Milliseconds since 1970; -1 where there is none. */
  timestamp: number;
  /** `CreateTime`: set by the producer; `LogAppendTime`: by the broker. */
  timestampType: 'CreateTime' | 'LogAppendTime';
  key: BytesView | null;
  /** null: a tombstone. */
  value: BytesView | null;
  headers: HeaderView[];
  /** Headers beyond those that are shown. */
  moreHeaders: number;
}

/** Messages that are there and cannot be read. */
export interface UnreadableView {
  partition: number;
  firstOffset: number;
  lastOffset: number;
  count: number;
  /** Follows "because". */
  reason: string;
}

/** Some editors and Windows programs write it before UTF-8 text. It is not seen, and JSON's parsers refuse it (RFC 8259). */
export const BYTE_ORDER_MARK = '\ufeff';

/** Where reading begins. `newest` reads backwards, all others forwards. */
export type ReadFrom = 'newest' | 'oldest' | 'offset' | 'time';

/** Where the next page begins: by partition, the next offset forwards, or the last one that was read backwards. */
export type ReadCursor = Readonly<Record<string, number>>;

/** Lines of a page of messages, each a JSON object on a line of its own. */
export type PageLine =
  | { type: 'progress'; looked: number; total: number }
  | { type: 'message'; message: MessageView }
  | { type: 'unreadable'; range: UnreadableView }
  | {
      type: 'end';
      looked: number;
      total: number;
      /** Messages whose value is too large to be searched for a JSON path. */
      notSearched: number;
      /** Absent when everything was looked at. */
      cursor?: ReadCursor;
      /** `page`: as many as asked for; `complete`: there are no more; `limit`: so many were looked at. */
      why: 'page' | 'complete' | 'limit';
    }
  | { type: 'problem'; problem: string; command?: string };

/** How many messages there were since the last batch. */
export interface TailCounts {
  came: number;
  matched: number;
  /** Those that match and were left out. */
  leftOut: number;
  /** Those whose value was too large to be searched for JSON. */
  notSearched: number;
}

export const NO_COUNTS: TailCounts = { came: 0, matched: 0, leftOut: 0, notSearched: 0 };

export function addCounts(a: TailCounts, b: TailCounts): TailCounts {
  return {
    came: a.came + b.came,
    matched: a.matched + b.matched,
    leftOut: a.leftOut + b.leftOut,
    notSearched: a.notSearched + b.notSearched,
  };
}

/** Messages that came together, as an event of the live tail. */
export interface TailBatch extends TailCounts {
  /** The newest that match, oldest first. */
  messages: MessageView[];
  unreadable: UnreadableView[];
}

/** Whether Kafka answers, as an event of the live tail. */
export interface TailState {
  state: 'reading' | 'away';
  sentence?: string;
  command?: string;
}

export interface NewTopic {
  name: string;
  partitions: number;
  /** Settings of its own, such as `retention.ms`. */
  settings: Record<string, string>;
}

export interface NewMessage {
  /** null: the partitioner chooses a partition. */
  partition: number | null;
  /** null: without a key. */
  key: string | null;
  /** null: a tombstone. */
  value: string | null;
  headers: { name: string; value: string }[];
  /** The value has to be JSON. */
  json: boolean;
}

export interface SentMessage {
  partition: number;
  offset: number;
}

/** An export ends here, and says so. */
export const EXPORT_LIMITS = { messages: 1_000_000, bytes: 256 * 1024 * 1024 } as const;
