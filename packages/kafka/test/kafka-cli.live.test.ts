/** `npm run kafka …` on a live broker, with topics of its own. */
import { randomUUID } from 'node:crypto';
import { createTopics, kafkaClient, readSettings, withAdmin } from '@workbook/services';
import { Partitioners } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCommand, startCommand } from '../../../tests/run-command.js';

const settings = readSettings();
const topic = `asked-${randomUUID()}`;
const group = `readers-${randomUUID()}`;
const [trimmed, trimmedGroup, timed, made] = ['trimmed', 'trimmed-readers', 'timed', 'made'].map(
  (it) => `${it}-${randomUUID()}`,
) as [string, string, string, string];
const producer = (await kafkaClient(settings)).producer({ createPartitioner: Partitioners.DefaultPartitioner });
const ask = (...words: string[]) => runCommand('kafka', words);
const groupIds = () => withAdmin(settings, async (admin) => (await admin.listGroups()).groups.map((it) => it.groupId));

beforeAll(async () => {
  await createTopics(settings, [{ name: topic, partitions: 2, config: { 'retention.ms': '3600000' } }]);
  await producer.connect();
  await producer.send({
    topic,
    messages: [
      { partition: 0, key: 'u-1', value: '{"amount":9007199254740993}', headers: { trace: 'abc' } },
      { partition: 1, key: 'u-2', value: Buffer.from([0xff, 0x00, 0x01]) },
      { partition: 1, key: 'u-2', value: null },
    ],
  });
  await withAdmin(settings, (admin) =>
    admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 1, offset: '1' }] }),
  );
});
afterAll(async () => {
  await producer.disconnect();
  await withAdmin(settings, async (admin) => {
    await admin.deleteGroups([group, trimmedGroup]);
    await admin.deleteTopics({ topics: [topic, trimmed, timed, made] });
  });
});

describe('kafka', () => {
  test('topics lists topics with their partitions, not Kafka’s own', async () => {
    const { code, stdout } = await ask('topics');
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${topic} +2 +3$`, 'm'));
    expect(stdout).not.toContain('__consumer_offsets');
  });

  test('describe shows each partition’s offsets and the topic’s own settings', async () => {
    const { code, stdout } = await ask('describe', topic);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^0 +1 +1 +1 +0 +1$/m);
    expect(stdout).toMatch(/^1 +1 +1 +1 +0 +2$/m);
    expect(stdout).toMatch(/retention\.ms +3600000/);
  });

  test('names the topic or group that was probably meant', async () => {
    const misspelt = await ask('describe', topic.replace('asked', 'aksed'));
    expect([misspelt.code, misspelt.stderr]).toEqual([1, expect.stringContaining(`Did you mean "${topic}"?`)]);
    const unknown = await ask('lag', 'nobody-reads-here');
    expect([unknown.code, unknown.stderr]).toEqual([
      1,
      expect.stringContaining('There is no consumer group "nobody-reads-here".'),
    ]);
  });

  test('groups and lag show who reads, and how far behind they are', async () => {
    expect((await ask('groups')).stdout).toMatch(new RegExp(`^${group} +Empty +0$`, 'm'));
    const { code, stdout } = await ask('lag', group);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${topic} +0 +- +1 +-$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^${topic} +1 +1 +2 +1$`, 'm'));
    expect(stdout).toContain('Lag in all: 1\nWithout the partition where nothing is committed yet ("-"): there');
  });

  test('lag counts what can be read: not what was deleted', async () => {
    await createTopics(settings, [{ name: trimmed, partitions: 2 }]);
    const messages = [0, 1].flatMap((partition) => Array.from({ length: 20 }, () => ({ partition, value: 'x' })));
    await producer.send({ topic: trimmed, messages });
    await withAdmin(settings, async (admin) => {
      const partitions = [0, 1].map((partition) => ({ partition, offset: '2' }));
      await admin.setOffsets({ groupId: trimmedGroup, topic: trimmed, partitions });
      await admin.deleteTopicRecords({
        topic: trimmed,
        partitions: [
          { partition: 0, offset: '20' },
          { partition: 1, offset: '15' },
        ],
      });
    });
    const { stdout } = await ask('lag', trimmedGroup);
    expect(stdout).toMatch(new RegExp(`^${trimmed} +0 +2 +20 +0$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^${trimmed} +1 +2 +20 +5$`, 'm'));
    expect(stdout).toMatch(/^Lag in all: 5$/m);
  });

  test('tail shows messages with any time, and those after them, and ends', async () => {
    const anyTime = { 'message.timestamp.after.max.ms': '9223372036854775807' };
    await createTopics(settings, [{ name: timed, partitions: 1, config: anyTime }]);
    const times = ['1796000000000', '1796000000000000000', '1796000000000000', '-2000', '1796000000001'];
    for (const timestamp of times) await producer.send({ topic: timed, messages: [{ value: timestamp, timestamp }] });
    const { code, stdout, stderr } = await ask('tail', timed, 'from-beginning', '5');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `Reading "${timed}" from the beginning. Ctrl-C ends it.\n`,
    });
    expect(stdout.match(/offset \d .*(?= {2}key)/g)).toEqual([
      'offset 0  2026-11-30T00:53:20.000Z',
      'offset 1  timestamp 1796000000000000000 out of range (looks like nanoseconds: 2026-11-30T00:53:20.000Z)',
      'offset 2  timestamp 1796000000000000 out of range (looks like microseconds: 2026-11-30T00:53:20.000Z)',
      'offset 3  1969-12-31T23:59:58.000Z',
      'offset 4  2026-11-30T00:53:20.001Z',
    ]);
  });

  test('tail from the beginning shows JSON, binary data and tombstones, and ends at its count', async () => {
    const { code, stdout } = await ask('tail', topic, 'from-beginning', '3');
    expect(code).toBe(0);
    expect(stdout).toContain('key u-1\n  trace: abc\n{\n  "amount": 9007199254740993\n}');
    expect(stdout).toContain('key u-2\n<3 bytes: ff 00 01>');
    expect(stdout).toContain('key u-2\n(no value: a tombstone)');
  });

  test('tail shows what comes from now on, until Ctrl-C, and makes no group', async () => {
    const groups = await groupIds();
    const tail = startCommand('kafka', ['tail', topic]);
    let sent = 0;
    await vi.waitFor(
      async () => {
        await producer.send({ topic, messages: [{ partition: 0, value: `live ${++sent}` }] });
        expect(tail.output()).toMatch(/live \d/);
      },
      { timeout: 60_000, interval: 500 },
    );
    expect(tail.output()).not.toContain('9007199254740993');
    tail.child.kill('SIGINT');
    const { code, stderr } = await tail.finished;
    expect(code).toBe(0);
    expect(stderr).toBe(
      `Reading "${topic}" from now on: only new messages are shown. Those that are there already: npm run kafka tail ${topic} from-beginning. Ctrl-C ends it.\n`,
    );
    expect((await groupIds()).filter((id) => !groups.includes(id))).toEqual([]);
  });

  test('create makes a topic with its partitions and settings, send fills it, and both refuse in sentences', async () => {
    const refused = async (...words: string[]) => {
      const { code, stderr } = await ask(...words);
      expect(code).toBe(1);
      return stderr.trim();
    };
    expect(await refused('send', made, 'x')).toContain(`"npm run kafka create ${made}" makes it.`);
    expect(await refused('create', made, 'partitions=0')).toBe(
      'A topic has 1 to 200 partitions here; "0" is not such a number.',
    );
    expect(await refused('create', made, 'partitons=2')).toContain(
      '"partitons=2" is not known here. Did you mean "partitions=N"? Possible: partitions=N, and settings of a topic',
    );
    expect(await refused('create', made, 'retention.mz=1')).toContain('does not take these settings: retention.mz=1');
    expect(await refused('create', 'naïve')).toContain('"ï" is none of them');
    expect(await ask('create', made, 'partitions=2', 'retention.ms=3600000')).toEqual({
      code: 0,
      stdout: `Created "${made}" with 2 partitions. To send to it: npm run kafka send ${made}\n`,
      stderr: '',
    });
    expect(await refused('create', made)).toBe(`There is a topic "${made}" already. Nothing was created.`);
    expect((await ask('describe', made)).stdout).toMatch(/retention\.ms +3600000/);
    expect((await ask('send', made, 'key=u-1', '{"amount":1}', 'zwei')).stdout).toBe(`Sent 2 messages to "${made}".\n`);
    const piped = await runCommand('kafka', ['send', made], {}, 'drei\n\nvier');
    expect(piped.stdout).toBe(`Sent 2 messages to "${made}".\n`);
    const { stdout } = await ask('tail', made, 'from-beginning', '4');
    expect(stdout).toContain('key u-1\n{\n  "amount": 1\n}');
    for (const text of ['zwei', 'drei', 'vier']) expect(stdout).toContain(`\n${text}\n`);

    expect(await refused('send', made, 'partition=2', 'x')).toBe(
      `"${made}" has the partitions 0 to 1; there is no 2. Nothing was sent.`,
    );
    expect(await refused('send', made, 'partitoin=1', 'x')).toContain('Did you mean "partition=N"?');
    expect((await ask('send', made, 'partition=1', 'five', '--', 'partition=0')).code).toBe(0);
    expect((await ask('describe', made)).stdout).toMatch(/^1 .* [2-6]$/m);
    const all = (await ask('tail', made, 'from-beginning', '6')).stdout;
    for (const text of ['five', 'partition=0']) expect(all).toMatch(new RegExp(`^partition 1 .*\\n${text}$`, 'm'));
  });

  test.each(['topics', 'groups', 'describe x', 'lag x', 'tail x 2'])(
    '%s refuses words that it does not read',
    async (words) => {
      const { code, stderr } = await ask(...words.split(' '), 'verbose');
      expect(code).toBe(1);
      expect(stderr).toContain('"verbose" is not known here.');
    },
  );

  test('says in a sentence that Kafka is away', async () => {
    const { code, stderr } = await runCommand('kafka', ['topics'], { KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' });
    expect(code).toBe(1);
    expect(stderr).toBe('Kafka does not answer at 127.0.0.1:1. Start it, or correct KAFKA_BOOTSTRAP_SERVERS.\n');
  });
});
