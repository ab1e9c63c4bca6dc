/**
 * Reads topics. Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/kafka/#kafka-source,
 * with the builder's properties as one options object.
 */
import { FORMATS, type Format } from '../../plan/formats.js';
import type { NodeOf, OffsetsPlan } from '../../plan/plan.js';
import { type Duration, wholeMillis } from '../duration.js';
import type { Graph } from '../graph/graph.js';
import { spelled } from '../spelled.js';
import type { WatermarkStrategy } from '../watermark-strategy.js';
import { KafkaStreamSource } from './kafka-stream-source.js';
import { requireFunctions, requireOneOf, requireProperties, requireText } from './option-checks.js';
import type { Source } from './source.js';

/** Where a source begins, or where a bounded one ends. */
export class OffsetsInitializer {
  private constructor(readonly plan: OffsetsPlan) {}

  static earliest(): OffsetsInitializer {
    return new OffsetsInitializer({ kind: 'earliest' });
  }

  static latest(): OffsetsInitializer {
    return new OffsetsInitializer({ kind: 'latest' });
  }

  /** The offsets that the group has committed; where it has none, as `reset` says. */
  static committedOffsets(reset: 'earliest' | 'latest' | 'none' = 'none'): OffsetsInitializer {
    requireReset('committedOffsets', reset, ['earliest', 'latest', 'none']);
    return new OffsetsInitializer({ kind: 'committed', reset });
  }

  /** In each partition the first record whose timestamp is not smaller (ms since 1970). */
  static timestamp(timestamp: number): OffsetsInitializer {
    requireWhole('timestamp', 'the timestamp', timestamp);
    return new OffsetsInitializer({ kind: 'timestamp', timestamp });
  }

  /** Named offsets; other partitions from what the group has committed, and where it has nothing, as `reset` says. */
  static offsets(
    offsets: readonly { topic: string; partition: number; offset: number }[],
    reset: 'earliest' | 'latest' = 'earliest',
  ): OffsetsInitializer {
    requireReset('offsets', reset, ['earliest', 'latest']);
    if (offsets.length === 0) throw new TypeError('OffsetsInitializer.offsets: give it at least one offset');
    for (const { topic, partition, offset } of offsets) {
      if (typeof topic !== 'string' || topic === '') {
        throw new TypeError(`OffsetsInitializer.offsets: the topic ${spelled(topic)}, a name is expected`);
      }
      requireWhole('offsets', `the partition of ${topic}`, partition);
      requireWhole('offsets', `the offset of ${topic}`, offset);
    }
    return new OffsetsInitializer({
      kind: 'offsets',
      offsets: offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset })),
      reset,
    });
  }
}

function requireWhole(factory: string, what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new RangeError(
    `OffsetsInitializer.${factory}: ${what} is ${spelled(value)}, a whole number from 0 is expected`,
  );
}

function requireReset(factory: string, reset: string, choices: readonly string[]): void {
  if (choices.includes(reset)) return;
  throw new TypeError(
    `OffsetsInitializer.${factory}: reset is ${spelled(reset)}; expected is one of ${choices.join(', ')}`,
  );
}

/**
 * A record's headers, by name: UTF-8 text, or null for a header without a value. Where several have one name, they stand
 * in a list, in their order.
 */
export type KafkaHeaders = Record<string, string | null | readonly (string | null)[]>;

/** A record as Kafka has it. Key and headers are UTF-8 text. */
export interface KafkaRecord {
  topic: string;
  partition: number;
  offset: number;
  /** ms since 1970. */
  timestamp: number;
  key: string | null;
  headers: KafkaHeaders;
  /** The parsed value; null for a tombstone. */
  value: unknown;
}

/** A record that could not be read: the source's side output `malformed()` carries it. */
export interface MalformedRecord {
  /** Why it could not be read, as a sentence. */
  reason: string;
  topic: string;
  partition: number;
  offset: number;
  /** Kafka's timestamp, ms since 1970. */
  timestamp: number;
  key: string | null;
  /** The value as it was: text if it is UTF-8, else base64; null for a tombstone. */
  value: string | null;
  valueEncoding: 'utf8' | 'base64' | 'none';
}

export interface KafkaSourceOptions<T> {
  /** `host:port`, several with commas between them. */
  bootstrapServers: string;
  /** The topics to read; or give `topicPattern`. */
  topics?: string | readonly string[];
  /** Reads every topic whose whole name matches, a regular expression of Java. */
  topicPattern?: RegExp;
  /**
   * The group under which Flink commits offsets, at checkpoints, for others to see. It shares nothing: two jobs with
   * the same group both read everything.
   */
  groupId: string;
  /** `OffsetsInitializer.earliest()` if left out, as in Flink. */
  startingOffsets?: OffsetsInitializer;
  /** Makes the source bounded: the job finishes when it has read up to here. */
  bounded?: OffsetsInitializer;
  /**
   * How often the source looks for new partitions, and for new topics that match. Every 5 minutes if left out, as in Flink;
   * a bounded source looks only once.
   */
  partitionDiscoveryInterval?: Duration;
  /** What a value is: a JSON document (the default), or text or bytes that become a string. See {@link Format}. */
  format?: Format;
  /** Checks or changes the parsed value. What it throws makes the record malformed, with the message as the reason. */
  valueOnlyDeserializer?: (value: unknown) => T;
  /** Like `valueOnlyDeserializer`, with the record's key, headers, offset and timestamp; gets tombstones as well. */
  deserializer?: (record: KafkaRecord) => T;
  /** An integer too large for a JavaScript number makes the record malformed (the default), or becomes a string. */
  bigNumbers?: 'refuse' | 'string';
  /** Properties of Kafka's consumer: https://kafka.apache.org/documentation/#consumerconfigs */
  properties?: Record<string, string>;
}

export class KafkaSource<T> implements Source<T, KafkaStreamSource<T>> {
  declare readonly recordType: () => T;

  /** @throws TypeError for options that don't go together. */
  constructor(readonly options: KafkaSourceOptions<T>) {
    requireText('KafkaSource', 'bootstrapServers', options.bootstrapServers);
    requireText('KafkaSource', 'groupId', options.groupId);
    requireFunctions('KafkaSource', options, ['valueOnlyDeserializer', 'deserializer']);
    requireOneOf('KafkaSource', 'format', options.format, FORMATS);
    requireOneOf('KafkaSource', 'bigNumbers', options.bigNumbers, ['refuse', 'string']);
    requireProperties('KafkaSource', options.properties, {
      'bootstrap.servers': 'bootstrapServers',
      'group.id': 'groupId',
      'auto.offset.reset': 'startingOffsets',
      'partition.discovery.interval.ms': 'partitionDiscoveryInterval',
    });
    if ((options.topics === undefined) === (options.topicPattern === undefined)) {
      throw new TypeError('new KafkaSource: give either topics or topicPattern');
    }
    if (options.topics?.length === 0) throw new TypeError('new KafkaSource: topics is empty');
    for (const topic of [options.topics ?? []].flat()) requireText('KafkaSource', 'each of the topics', topic);
    if (options.topicPattern?.flags) {
      throw new TypeError(
        `new KafkaSource: topicPattern has the flags "${options.topicPattern.flags}", Kafka takes none`,
      );
    }
    if (options.valueOnlyDeserializer && options.deserializer) {
      throw new TypeError('new KafkaSource: give valueOnlyDeserializer or deserializer, not both');
    }
  }

  addTo(graph: Graph, watermarks: WatermarkStrategy<T>, name: string): KafkaStreamSource<T> {
    const { valueOnlyDeserializer, deserializer } = this.options;
    const node = graph.add(
      'kafkaSource',
      [],
      name,
      { deserialize: valueOnlyDeserializer ?? deserializer, timestamp: watermarks.timestampAssigner },
      { ...this.params(), watermarks: watermarks.plan },
    );
    return new KafkaStreamSource<T>(graph, node);
  }

  /** The part of the plan that the source itself knows. */
  private params(): Omit<NodeOf<'kafkaSource'>['params'], 'watermarks'> {
    const { options } = this;
    return {
      bootstrapServers: options.bootstrapServers,
      groupId: options.groupId,
      topics: typeof options.topics === 'string' ? [options.topics] : options.topics && [...options.topics],
      topicPattern: options.topicPattern?.source,
      startingOffsets: (options.startingOffsets ?? OffsetsInitializer.earliest()).plan,
      stoppingOffsets: options.bounded?.plan,
      format: options.format ?? 'json',
      deserializes: options.deserializer ? 'record' : 'value',
      bigNumbers: options.bigNumbers ?? 'refuse',
      properties: {
        ...options.properties,
        ...(options.partitionDiscoveryInterval && {
          'partition.discovery.interval.ms': String(
            wholeMillis(options.partitionDiscoveryInterval, 0, 'new KafkaSource: a partitionDiscoveryInterval'),
          ),
        }),
      },
    };
  }
}
