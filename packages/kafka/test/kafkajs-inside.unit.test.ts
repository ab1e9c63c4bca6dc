import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { INNER_MODULES, KAFKAJS_VERSION, kafkajsInside } from '../src/kafkajs-inside.js';

test('kafkajs is the version whose inside was read: read it again before another is taken', () => {
  const { version } = createRequire(import.meta.url)('kafkajs/package.json') as { version: string };
  expect(version).toBe(KAFKAJS_VERSION);
});

test.each(INNER_MODULES)('it has %s', (module) => {
  expect(kafkajsInside(module)).toBeTypeOf(module === 'loggers' || module === 'protocol/error' ? 'object' : 'function');
});
