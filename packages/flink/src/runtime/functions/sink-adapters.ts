/** The adapters of a Kafka sink's functions. Each is called once for each record, by `JsRecordSerializationSchema`. */
import type { KafkaHeaders } from '../../api/connectors/kafka-source.js';
import { spelled } from '../../api/spelled.js';
import type { Adapter } from '../bridge.js';
import { refusePromise, sealerUnlessSame } from '../records/json-records.js';
import { time } from './contexts.js';

export type SinkFunctions = {
  sinkTopic: (v: unknown) => string;
  sinkKey: (v: unknown) => string | null;
  sinkValue: (v: unknown) => unknown;
  sinkHeaders: (v: unknown) => KafkaHeaders;
  sinkTimestamp: (v: unknown, eventTimestamp: number | null) => number;
};

export const sinkAdapters: { [K in keyof SinkFunctions]: (fn: SinkFunctions[K]) => Adapter } = {
  sinkTopic: (fn) => ({
    call(v: unknown) {
      const topic: unknown = fn(v);
      return typeof topic === 'string' && topic !== '' ? topic : refuseTopic(topic);
    },
  }),

  sinkKey: (fn) => ({
    call(v: unknown) {
      const key: unknown = fn(v);
      return typeof key === 'string' || key === null ? key : refuseKey(key);
    },
  }),

  /** Null, a tombstone, stays null. */
  sinkValue(fn) {
    const seal = sealerUnlessSame('the value returned by the value function');
    return { call: (v: unknown) => seal(fn(v), v) };
  },

  sinkHeaders: (fn) => ({
    call(v: unknown) {
      const headers: unknown = fn(v);
      const isMap = typeof headers === 'object' && headers !== null && !Array.isArray(headers);
      const wrong = isMap ? Object.entries(headers).find(([, values]) => ![values].flat().every(isHeader)) : undefined;
      if (isMap && !wrong) return JSON.stringify(headers);
      refusePromise(headers, 'what the headers function returns');
      throw new TypeError(
        `${wrong ? `the header "${wrong[0]}" is no string, nor a list of strings` : 'the headers function returned no object'}: an object with texts is expected`,
      );
    },
  }),

  sinkTimestamp: (fn) => ({
    call: (v: unknown, t: number | null) => time(fn(v, t), 'what the timestamp function returns'),
  }),
};

function isHeader(value: unknown): boolean {
  return typeof value === 'string' || value === null;
}

function refuseTopic(topic: unknown): never {
  refusePromise(topic, 'what the topic function returns');
  throw new TypeError(`the topic function returned ${spelled(topic)}: the name of a topic is expected`);
}

function refuseKey(key: unknown): never {
  refusePromise(key, 'what the key function returns');
  throw new TypeError(
    `the sink's key function returned ${spelled(key)}: a string is expected, or null for a record without a key`,
  );
}
