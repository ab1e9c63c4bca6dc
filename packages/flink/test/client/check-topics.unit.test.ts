/** A job's topics, as brokers of the test's own making know them. */
import { bundleJob, type Plan, planJob } from '@workbook/flink';
import { expect, test } from 'vitest';
import type { TopicLookup } from '../../src/prepare/broker-topics.js';
import { askBroker } from '../../src/prepare/broker-topics.js';
import { checkTopics } from '../../src/prepare/check-topics.js';
import { jobFile } from './job-folder.js';

const JOB = `import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
export default defineJob<Record<string, any>>('topics', (env, { broker = 'b:1', input = 'payments', sink, ...more }) => {
  const source = new KafkaSource({ bootstrapServers: broker, topics: input, groupId: 'g', ...more });
  const sent = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'in');
  sent.sinkTo(new KafkaSink({ bootstrapServers: broker, topic: 'large', ...sink })).name('out');
});
`;

async function planOf(args: Record<string, unknown> = {}): Promise<Plan> {
  return (await planJob(await bundleJob(jobFile(JOB)), args)).plan;
}

const broker =
  (topics: Record<string, number>, createsTopics?: boolean): TopicLookup =>
  async (_, asked) => ({
    partitions: new Map(Object.entries(topics).filter(([name]) => asked.includes(name))),
    missing: asked.filter((name) => !(name in topics)),
    existing: Object.keys(topics),
    createsTopics,
  });

test('topics that exist are nothing to talk about, and their partitions are counted', async () => {
  const plan = await planOf({ input: ['payments', 'refunds'] });
  const checked = await checkTopics(plan, broker({ payments: 3, refunds: 2, large: 1 }));
  expect(checked.findings).toEqual([]);
  expect([...checked.partitions]).toEqual([[0, 5]]);
});

test('a missing topic is refused, with the name that was probably meant', async () => {
  const { findings, partitions } = await checkTopics(await planOf(), broker({ payment: 3, small: 1 }, false));
  expect(findings).toEqual([
    {
      node: 0,
      certain: true,
      message:
        'There is no topic "payments" on b:1; "in" reads it. Did you mean "payment"? Otherwise create it: "npm run kafka create payments".',
    },
    {
      node: 1,
      certain: true,
      message:
        'There is no topic "large" on b:1; "out" writes it. Create it ("npm run kafka create large"), or correct the name.',
    },
  ]);
  expect(partitions.size).toBe(0);
});

test.each([true, undefined])(
  'a topic that the broker may create for its writer is a warning; one that is read is not (%s)',
  async (createsTopics) => {
    const { findings } = await checkTopics(await planOf(), broker({}, createsTopics));
    expect(findings.map(({ certain }) => certain)).toEqual([true, false]);
    expect(findings[1]?.message).toContain('The broker may create it with the first record');
  },
);

test('a broker that only the cluster may know is a warning', async () => {
  const { findings } = await checkTopics(await planOf({ broker: '127.0.0.1:1' }), askBroker);
  expect(findings).toEqual([expect.objectContaining({ certain: false })]);
  expect(findings[0]?.message).toContain('the broker 127.0.0.1:1 does not answer here (connect ECONNREFUSED');
});

test('nobody is asked about what has no name yet, or wants a login', async () => {
  const asked: string[] = [];
  const lookup: TopicLookup = async (_, topics) => {
    asked.push(...topics);
    return { partitions: new Map(), missing: [], existing: [], createsTopics: undefined };
  };
  const secured = { 'security.protocol': 'SASL_SSL' };
  const sink = { properties: secured };
  await checkTopics(await planOf({ properties: secured, sink }), lookup);
  const pattern = await planOf({ sink });
  const [source] = pattern.nodes;
  if (source?.op === 'kafkaSource') source.params = { ...source.params, topics: undefined, topicPattern: 'pay.*' };
  expect(await checkTopics(pattern, lookup)).toEqual({ findings: [], partitions: new Map() });
  expect(asked).toEqual([]);
});
