import { Kafka, logLevel } from 'kafkajs';
import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const NOON = Date.parse('2026-05-04T12:00:00Z');

it('topics that match are followed as they come, and their offsets are committed; from there and elsewhere another job reads on', async () => {
  const base = live.unique('page');
  const group = live.unique('group');
  const [first = '', out = ''] = await live.topics({ name: `${base}-first`, partitions: 2 }, 'out');
  const records = (partition: number, ...minutes: number[]) =>
    minutes.map((minute) => ({ partition, timestamp: NOON + 60_000 * minute, value: { minute } }));
  await live.produce(first, [...records(0, -2, -1, 1, 2), ...records(1, -1)]);
  const following = await live.run(fileBeside(import.meta.url, 'jobs/following.ts'), {
    args: { broker: live.broker, pattern: `${base}-.*`, group, out },
  });
  await live.consume(out, 5);
  const [second = ''] = await live.topics(`${base}-second`);
  await live.produce(second, records(0, 0));
  expect((await live.consume(out, 6)).at(-1)?.value).toBe(`${second} 0:0`);

  await committed(first, group, { 0: 4, 1: 1 });
  await following.cancel();
  await live.produce(first, [...records(0, 3), ...records(1, 4)]);
  const [answers = ''] = await live.topics('answers');
  const job = await live.submit(fileBeside(import.meta.url, 'jobs/offsets.ts'), {
    args: { broker: live.broker, in: first, out: answers, group, timestamp: NOON },
  });
  expect((await job.waitForEnd(PATIENT)).state).toBe('FINISHED');
  const expected: Record<string, string[]> = {
    'all of it': ['0:0', '0:1', '0:2', '0:3', '0:4', '1:0', '1:1'],
    'from a timestamp': ['0:2', '0:3', '0:4', '1:1'],
    'to a timestamp': ['0:0', '0:1', '1:0'],
    // The partition that is not named goes on where the group has committed.
    'from an offset': ['0:2', '0:3', '0:4', '1:1'],
    'to offsets': ['0:0', '0:1', '0:2', '1:0'],
    'from what the group has committed': ['0:4', '1:1'],
  };
  const values = (await live.consume(answers, Object.values(expected).flat().length)).map(({ value }) => value);
  for (const [way, places] of Object.entries(expected)) {
    expect(
      values
        .filter((value) => value.way === way)
        .map(({ record }) => record)
        .sort(),
      way,
    ).toEqual(places);
  }
});

/** Waits until the group has committed these offsets. */
async function committed(topic: string, groupId: string, offsets: Record<number, number>): Promise<void> {
  const admin = new Kafka({ brokers: live.settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const now = async () => {
    const [of] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return Object.fromEntries(of?.partitions.map(({ partition, offset }) => [partition, Number(offset)]) ?? []);
  };
  await expect
    .poll(now, { interval: 100 })
    .toEqual(offsets)
    .finally(() => admin.disconnect());
}
