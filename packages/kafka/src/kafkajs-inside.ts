/**
 * The only door to what is inside kafkajs: it has no public way to send a single request or to read without a group. Its
 * modules are reached by their paths, and typed by who uses them. This is true of kafkajs 2.2.4 alone, and a test fails on
 * any other version: whoever takes a newer one reads these modules again.
 */
import { createRequire } from 'node:module';

export const KAFKAJS_VERSION = '2.2.4';

/** Modules below `kafkajs/src`. */
export const INNER_MODULES = [
  'broker',
  'cluster',
  'loggers',
  'network/socketFactory',
  'protocol/decoder',
  'protocol/encoder',
  'protocol/error',
] as const;

const load = createRequire(import.meta.url);

export function kafkajsInside<T>(module: (typeof INNER_MODULES)[number]): T {
  return load(`kafkajs/src/${module}`) as T;
}
