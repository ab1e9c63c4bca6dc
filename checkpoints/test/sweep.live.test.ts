/** What a killed check leaves behind on the broker. */
import { Kafka, logLevel } from 'kafkajs';
import { expect, test } from 'vitest';
import { openRun, recordTopics, sweep } from '../dist/run.js';
import { namesOnTheBroker, settings } from './hand-in.js';

const ROUNDS = 5;

test('topics whose creation is still under way go as well', { timeout: 60_000 }, async () => {
  const killed = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING }).admin();
  await killed.connect();
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const run = openRun(settings.home);
      const names = ['orders', 'clicks', 'many'].map((name) => `${run.id}-${name}`);
      recordTopics(run, names);
      const creating = killed.createTopics({ waitForLeaders: false, topics: names.map((topic) => ({ topic })) });
      await Promise.all([creating, sweep(settings, run)]);
      await expect.poll(() => namesOnTheBroker((name) => name.startsWith(run.id)), { timeout: 5_000 }).toEqual([]);
    }
  } finally {
    await killed.disconnect();
  }
});
