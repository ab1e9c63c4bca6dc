/** The adapters of a Kafka sink's functions. Each is called once for each record, by `KafkaRecordWriter`. */
import type { Adapter } from './bridge.js';
import { time } from './contexts.js';
import { refusePromise, sealUnlessSame } from './json-records.js';

export type SinkFunctions = {
  sinkTopic: (v: unknown) => string;
  sinkKey: (v: unknown) => string | null;
  sinkValue: (v: unknown) => unknown;
  sinkHeaders: (v: unknown) => Record<string, string>;
  sinkTimestamp: (v: unknown, eventTimestamp: number | null) => number;
};

export const sinkAdapters: { [K in keyof SinkFunctions]: (fn: SinkFunctions[K]) => Adapter } = {
  sinkTopic: (fn) => ({
    call(v: unknown) {
      const topic: unknown = fn(v);
      if (typeof topic === 'string' && topic !== '') return topic;
      refusePromise(topic, 'what the topic function returns');
      throw new TypeError(`the topic function returned ${JSON.stringify(topic)}: the name of a topic is expected`);
    },
  }),

  sinkKey: (fn) => ({
    call(v: unknown) {
      const key: unknown = fn(v);
      if (typeof key === 'string' || key === null) return key;
      refusePromise(key, 'what the key function returns');
      throw new TypeError(
        `the sink's key function returned ${typeof key === 'object' ? 'an object' : String(key)}: a string is expected, or null for a record without a key`,
      );
    },
  }),

  /** Null, a tombstone, stays null. */
  sinkValue: (fn) => ({ call: (v: unknown) => sealUnlessSame(fn(v), v, 'the value returned by the value function') }),

  sinkHeaders: (fn) => ({
    call(v: unknown) {
      const headers: unknown = fn(v);
      const isMap = typeof headers === 'object' && headers !== null && !Array.isArray(headers);
      const wrong = isMap ? Object.entries(headers).find(([, text]) => typeof text !== 'string') : undefined;
      if (isMap && !wrong) return JSON.stringify(headers);
      refusePromise(headers, 'what the headers function returns');
      throw new TypeError(
        `${wrong ? `the header "${wrong[0]}" is no string` : 'the headers function returned no object'}: an object with texts is expected`,
      );
    },
  }),

  sinkTimestamp: (fn) => ({
    call: (v: unknown, t: number | null) => time(fn(v, t), 'what the timestamp function returns'),
  }),
};
