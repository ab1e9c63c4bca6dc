/** Reading without a group on a live broker: what is sent, aborted, compressed, deleted and grown there. */
import { randomUUID } from 'node:crypto';
import { createTopics, kafkaClient, readSettings, withAdmin } from '@workbook/services';
import { CompressionTypes, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { followTopic } from '../src/reading/follow-topic.js';
import { TopicReader } from '../src/reading/topic-reader.js';

const settings = readSettings();
const topic = `read-${randomUUID()}`;
const kafka = await kafkaClient(settings);
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const reader = new TopicReader(settings);
const limits = { maxWaitMs: 0, maxBytes: 1024 * 1024, maxPartitionBytes: 1024 * 1024 };

const fetchFrom = async (offset: number, partition = 0) => {
  const [fetched] = await reader.fetch(topic, [{ partition, offset }], limits);
  if (!fetched) throw new Error('There is no answer for the partition.');
  return fetched;
};

beforeAll(async () => {
  await createTopics(settings, [{ name: topic, partitions: 2 }]);
  await producer.connect();
});
afterAll(async () => {
  await reader.close();
  await producer.disconnect();
  await withAdmin(settings, (admin) => admin.deleteTopics({ topics: [topic] }));
});

describe('a topic', () => {
  test('is read with keys, headers, times and gzip, from any offset', async () => {
    const messages = [0, 1, 2].map((i) => ({
      partition: 0,
      key: `k${i}`,
      value: `v${i}`,
      headers: { constructor: ['a', 'b'] },
      timestamp: `${1_000 + i}`,
    }));
    await producer.send({ topic, compression: CompressionTypes.GZIP, messages });
    const { records, nextOffset, highWatermark } = await fetchFrom(1);
    expect(records.map(({ offset, key, value, timestamp }) => [offset, `${key}`, `${value}`, timestamp])).toEqual([
      [1, 'k1', 'v1', 1_001],
      [2, 'k2', 'v2', 1_002],
    ]);
    expect(records[0]?.headers.map(({ name, value }) => [name, `${value}`])).toEqual([
      ['constructor', 'a'],
      ['constructor', 'b'],
    ]);
    expect([nextOffset, highWatermark]).toEqual([3, 3]);
    const asked = [{ topic, partitions: [0, 1] }];
    expect((await reader.offsets(asked, 1_002)).get(topic)).toEqual(new Map([0, 1].map((it) => [it, it ? -1 : 2])));
  });

  test('shows no message of aborted or open transactions', async () => {
    const [first, second] = ['a', 'b'].map((id) =>
      kafka.producer({
        transactionalId: `${topic}-${id}`,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      }),
    );
    if (!first || !second) throw new Error('There are two producers.');
    await Promise.all([first.connect(), second.connect()]);
    try {
      const send = (sender: { send: typeof first.send }, value: string) =>
        sender.send({ topic, messages: [{ partition: 1, value }] });
      const [one, two] = [await first.transaction(), await second.transaction()];
      await send(one, 'aborted 1');
      await send(two, 'aborted 2');
      await send(one, 'aborted 3');
      await two.abort();
      await one.abort();
      const committed = await first.transaction();
      await send(committed, 'committed');
      await committed.commit();
      const open = await second.transaction();
      await send(open, 'open');
      await vi.waitFor(
        async () => {
          const { records, highWatermark, lastStableOffset } = await fetchFrom(0, 1);
          expect(records.map(({ value }) => `${value}`)).toEqual(['committed']);
          expect(highWatermark - lastStableOffset).toBe(1);
        },
        { timeout: 60_000, interval: 100 },
      );
      await open.abort();
    } finally {
      await Promise.all([first.disconnect(), second.disconnect()]);
    }
  });

  test('has a size on disk, and offsets out of range are said to be', async () => {
    const sizes = (await reader.sizes()).filter((size) => size.topic === topic);
    expect(sizes.map(({ partition }) => partition).sort()).toEqual([0, 1]);
    expect(sizes.every(({ bytes }) => bytes > 0)).toBe(true);
    expect((await fetchFrom(99)).outOfRange).toBe(true);
    await withAdmin(settings, async (admin) => {
      // kafkajs deletes records only of topics that it has asked about.
      await admin.fetchTopicOffsets(topic);
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
    });
    expect(await fetchFrom(0)).toMatchObject({ outOfRange: true });
    expect((await reader.offsets([{ topic, partitions: [0] }], 'first')).get(topic)?.get(0)).toBe(2);
  });

  test('takes an event time that is far ahead of the clock: the end of a long window, or traffic that was sped up', async () => {
    const ahead = Date.UTC(2100, 0);
    const messages = [{ partition: 1, value: 'later', timestamp: String(ahead) }];
    const [sent] = await producer.send({ topic, messages });
    expect((await fetchFrom(Number(sent?.baseOffset), 1)).records).toMatchObject([{ timestamp: ahead }]);
  });

  test('that is not there is named', async () => {
    await expect(reader.partitions('not-there')).rejects.toThrow('There is no topic "not-there".');
  });

  test('is followed until a callback throws: that is no failure of Kafka', async () => {
    await producer.send({ topic, messages: [{ partition: 0, value: 'whatever' }] });
    const thrown = () => {
      throw new Error('mine');
    };
    for (const callback of ['onRecords', 'onReading'] as const) {
      let away = 0;
      const onAway = () => {
        away += 1;
      };
      const signal = AbortSignal.timeout(60_000);
      const following = followTopic(settings, {
        topic,
        from: 'first',
        signal,
        onAway,
        onRecords: () => {},
        [callback]: thrown,
      });
      await expect(following).rejects.toThrow('mine');
      expect(away).toBe(0);
    }
  });

  test('is followed from now on, also in partitions that are added', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    let reading = false;
    const following = followTopic(settings, {
      topic,
      from: 'next',
      signal: stop.signal,
      onReading: () => {
        reading = true;
      },
      onRecords: (fetched) => {
        for (const { partition, records } of fetched) seen.push(...records.map(({ value }) => `${partition} ${value}`));
      },
    });
    await vi.waitFor(() => expect(reading).toBe(true), { timeout: 60_000 });
    await producer.send({ topic, messages: [{ partition: 0, value: 'now' }] });
    await vi.waitFor(() => expect(seen).toEqual(['0 now']), { timeout: 60_000 });
    await withAdmin(settings, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] }));
    // One that has not seen the topic before: kafkajs drops messages for a partition that it does not know of.
    const another = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await another.connect();
    await vi.waitFor(
      async () => {
        const sent = await another.send({ topic, messages: [{ partition: 2, value: 'new' }] });
        expect(sent).toHaveLength(1);
      },
      { timeout: 60_000 },
    );
    await another.disconnect();
    await vi.waitFor(() => expect(seen).toContain('2 new'), { timeout: 60_000 });
    stop.abort();
    await following;
  });
});
