/**
 * Writes to topics. Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/kafka/#kafka-sink,
 * with the builder's and the record serializer's properties as one options object.
 */

import { FORMATS, type Format } from '../../plan/formats.js';
import type { NodeOf, PlanNode } from '../../plan/plan.js';
import { CallSite } from '../graph/call-site.js';
import type { Graph } from '../graph/graph.js';
import type { KafkaHeaders } from './kafka-source.js';
import { requireFunctions, requireOneOf, requireProperties, requireText } from './option-checks.js';
import type { Sink } from './sink.js';

/** What a sink promises when something fails. `EXACTLY_ONCE` needs checkpoints, and readers with read_committed. */
export const DeliveryGuarantee = {
  NONE: 'NONE',
  AT_LEAST_ONCE: 'AT_LEAST_ONCE',
  EXACTLY_ONCE: 'EXACTLY_ONCE',
} as const;
export type DeliveryGuarantee = keyof typeof DeliveryGuarantee;

export interface KafkaSinkOptions<T> {
  /** `host:port`, several with commas between them. */
  bootstrapServers: string;
  /** The topic, or a function that names it for each record. */
  topic: string | ((record: T) => string);
  /** Kafka's key; null for none. Without this function no record has a key. */
  key?: (record: T) => string | null;
  /** What is written, if not the record itself; null writes a tombstone. */
  value?: (record: T) => unknown;
  /** Several headers of one name are a list of texts; null is a header without a value. */
  headers?: (record: T) => KafkaHeaders;
  /** Kafka's timestamp in ms since 1970; without this function it is the record's event timestamp, as in Flink. */
  timestamp?: (record: T, eventTimestamp: number | null) => number;
  /** What is written of a value: JSON (the default) or, of a string, its text or the bytes that it tells. See {@link Format}. */
  format?: Format;
  /** `NONE` if left out, as in Flink. */
  deliveryGuarantee?: DeliveryGuarantee;
  /** Needed for `EXACTLY_ONCE`: begins the ids of this sink's transactions; no other sink on the broker may use it. */
  transactionalIdPrefix?: string;
  /** Properties of Kafka's producer: https://kafka.apache.org/documentation/#producerconfigs */
  properties?: Record<string, string>;
}

export class KafkaSink<T> implements Sink<T> {
  declare readonly recordType: (record: T) => void;

  /** @throws TypeError for options that don't go together. */
  constructor(readonly options: KafkaSinkOptions<T>) {
    requireText('KafkaSink', 'bootstrapServers', options.bootstrapServers);
    if (typeof options.topic !== 'function') requireText('KafkaSink', 'topic', options.topic);
    requireFunctions('KafkaSink', options, ['key', 'value', 'headers', 'timestamp']);
    requireOneOf('KafkaSink', 'format', options.format, FORMATS);
    requireOneOf('KafkaSink', 'deliveryGuarantee', options.deliveryGuarantee, Object.keys(DeliveryGuarantee));
    requireProperties('KafkaSink', options.properties, { 'bootstrap.servers': 'bootstrapServers' });
    if (options.deliveryGuarantee === 'EXACTLY_ONCE' && !options.transactionalIdPrefix) {
      throw new TypeError('new KafkaSink: EXACTLY_ONCE needs a transactionalIdPrefix that no other sink uses');
    }
  }

  addTo(graph: Graph, input: PlanNode): PlanNode {
    const { topic, key, value, headers, timestamp } = this.options;
    return graph.add(
      'kafkaSink',
      [input],
      `Sink: ${typeof topic === 'string' ? topic : 'topics'}`,
      {
        callSite: new CallSite(),
        topic: typeof topic === 'function' ? topic : undefined,
        key,
        value,
        headers,
        timestamp,
      },
      this.params(),
    );
  }

  /** The options that are no functions. */
  private params(): NodeOf<'kafkaSink'>['params'] {
    const { options } = this;
    return {
      bootstrapServers: options.bootstrapServers,
      topic: typeof options.topic === 'string' ? options.topic : undefined,
      deliveryGuarantee: options.deliveryGuarantee ?? 'NONE',
      transactionalIdPrefix: options.transactionalIdPrefix,
      format: options.format ?? 'json',
      properties: { ...options.properties },
    };
  }
}
