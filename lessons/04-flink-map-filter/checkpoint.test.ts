import {
  equal,
  type FlinkLab,
  fail,
  type KafkaLab,
  lesson,
  type Random,
  type StoredRecord,
} from '@workbook/checkpoints/harness';
import type { DiscountArgs, DiscountedPurchase, Purchase } from './purchase.js';
import type * as Solution from './solution.js';

const { task } = lesson<typeof Solution>({
  needs: ['kafka', 'jobmanager', 'taskmanager'],
  topics: {
    purchases: { partitions: 2 },
    discounted: { partitions: 1 },
    'high-value': { partitions: 1 },
    malformed: { partitions: 1 },
  },
  hints: {
    'good-refused': 'This is a purchase like any other. Compare your conditions with the four fields, one by one.',
    'parsed-twice': 'The source has read the JSON already: value is an object, and no text. Look at its fields.',
    'bad-accepted': 'Check the type of every field with typeof, and throw an Error that names the field.',
    'not-an-error':
      'throw new Error(…), with a message that names the field. It is written beside the malformed record.',
    'parsed-wrong': 'Return the fields as they came.',
    'wrong-threshold': 'More than 100 leaves 100 itself out. The same goes for 500.',
    'wrong-discount': 'Look the category up, and take 0 where it is not listed.',
    'not-percent': 'discount is in percent: 5, and not 0.05.',
    'wrong-total': 'The total is what is left of the amount: with 20 percent off, 40 of 50.',
    'fields-lost': 'The result has the four fields of the purchase, and two more: { ...purchase, discount, total }.',
    'not-rounded': 'Binary numbers have no exact 0.1. Math.round(cents) / 100 leaves two decimals.',
    'input-changed': 'Several operators may get the same record. Make a new object: { ...purchase, discount, total }.',
    'source-missing': 'The job must read the topic args.purchases: env.fromSource(source, …).',
    'sink-missing':
      'A stream that ends in no sink goes nowhere: stream.sinkTo(new KafkaSink({ bootstrapServers, topic })).',
    'wrong-names': "An operator's name follows it: .filter(isLarge).name('large purchases').",
    'filter-missing':
      'isLarge is right, and the stream to the sink does not pass through it: purchases.filter(isLarge).',
    'records-lost': 'Which operator between the source and this sink drops them? Follow one record through the graph.',
    'discount-missing':
      'applyDiscount is right, and the stream to the sink does not pass through it: .map(applyDiscount).',
    'wrong-sink-key':
      'The sink writes no key of its own accord: new KafkaSink({ …, key: (purchase) => purchase.customerId }).',
    doubled: 'Two paths lead to the same sink, or two sinks write to the same topic.',
    'branch-not-filtered':
      'A stream can be used twice: discounted.filter(isHighValue) is a branch, and discounted stays as it is.',
    'by-total': 'High value is what costs more than 500 before the discount: isHighValue looks at amount.',
    'branch-before-discount': 'Branch off after the map, so that the records carry discount and total.',
    'malformed-missing': 'purchases.malformed() is a stream like any other: give it a sink.',
  },
});

type Args = DiscountArgs & Record<string, unknown>;

function argsFor(kafka: KafkaLab): Args {
  return {
    bootstrapServers: kafka.bootstrapServers,
    groupId: kafka.topic('job'),
    purchases: kafka.topic('purchases'),
    discounted: kafka.topic('discounted'),
    highValue: kafka.topic('high-value'),
    malformed: kafka.topic('malformed'),
  };
}

const DISCOUNTS: Readonly<Record<string, number>> = { electronics: 5, clothing: 15, books: 20, groceries: 0, toys: 0 };

/** Amounts are multiples of 0.20, so that no discount ends in half a cent. */
function drawPurchase(random: Random, from = 1, to = 5_000): Purchase {
  return {
    purchaseId: random.word(8),
    customerId: `customer-${random.int(1, 30)}`,
    category: random.pick(Object.keys(DISCOUNTS)),
    amount: random.int(from, to) / 5,
  };
}

function discountedOf(purchase: Purchase): DiscountedPurchase {
  const discount = DISCOUNTS[purchase.category] ?? 0;
  return { ...purchase, discount, total: Math.round(purchase.amount * (100 - discount)) / 100 };
}

task('1. Only a purchase is a purchase', { pure: true }, ({ work, random, compute }) => {
  const purchase = drawPurchase(random);
  const parsed = compute('parsePurchase', () => {
    try {
      return work.parsePurchase({ ...purchase });
    } catch (error) {
      if (error instanceof Error && error.name === 'Todo') throw error;
      const hint = error instanceof SyntaxError ? 'parsed-twice' : 'good-refused';
      fail(hint, { message: `parsePurchase refused a good purchase: ${error}`, got: purchase });
    }
  });
  equal(parsed, purchase, 'parsed-wrong', 'parsePurchase returned something else than the purchase.');
  for (const [value, flaw] of notPurchases(purchase)) {
    const thrown = compute('parsePurchase', () => {
      try {
        work.parsePurchase(value);
        return undefined;
      } catch (error) {
        return { error };
      }
    });
    const expected = 'an Error';
    if (!thrown)
      fail('bad-accepted', { message: `parsePurchase took this for a purchase: ${flaw}.`, expected, got: value });
    if (!(thrown.error instanceof Error)) {
      fail('not-an-error', { message: 'parsePurchase threw something that is no Error.', expected, got: thrown.error });
    }
  }
});

/** What is no purchase, and why. */
function notPurchases(purchase: Purchase): [value: unknown, flaw: string][] {
  const fields = Object.keys(purchase) as (keyof Purchase)[];
  const without = fields.map((field): [unknown, string] => [{ ...purchase, [field]: undefined }, `it has no ${field}`]);
  const texts = fields.filter((field) => field !== 'amount');
  const numbers = texts.map((field): [unknown, string] => [{ ...purchase, [field]: 7 }, `its ${field} is no text`]);
  return [
    ...without.map(([value, flaw]): [unknown, string] => [JSON.parse(JSON.stringify(value)), flaw]),
    ...numbers,
    [{ ...purchase, amount: '12' }, 'its amount is a text'],
    [{ ...purchase, amount: 0 }, 'its amount is not above 0'],
    [{ ...purchase, amount: -5 }, 'its amount is not above 0'],
    [null, 'it is null'],
    [[], 'it is a list'],
    [7, 'it is a number'],
  ];
}

task('2. Large, and of high value', { pure: true }, ({ work, random, compute }) => {
  const base = drawPurchase(random);
  for (const amount of [0.2, 99.8, 100, 100.2, 500, 500.2, drawPurchase(random).amount]) {
    const purchase = { ...base, amount };
    const large = compute('isLarge', () => work.isLarge(purchase));
    equal(large, amount > 100, 'wrong-threshold', `isLarge is wrong about an amount of ${amount}.`);
    const high = compute('isHighValue', () => work.isHighValue(purchase));
    equal(high, amount > 500, 'wrong-threshold', `isHighValue is wrong about an amount of ${amount}.`);
  }
});

task('3. The discount of the category', { pure: true }, ({ work, random, compute }) => {
  for (const category of Object.keys(DISCOUNTS)) {
    const purchase = { ...drawPurchase(random), category };
    const before = { ...purchase };
    const result = compute('applyDiscount', () => work.applyDiscount(purchase));
    equal(purchase, before, 'input-changed', 'applyDiscount changed the purchase that came in.');
    const expected = discountedOf(before);
    equal(
      result,
      expected,
      discountMistake(result, expected),
      `applyDiscount is wrong about a purchase of ${category}.`,
    );
  }
  const odd = { ...drawPurchase(random), category: 'clothing', amount: 129.99 };
  equal(
    compute('applyDiscount', () => work.applyDiscount(odd)).total,
    110.49,
    'not-rounded',
    'The total of 129.99 is not rounded.',
  );
});

/** The hint for a result that is not the expected one; 0.011 because a cent may be cut off. */
function discountMistake(result: DiscountedPurchase | undefined, expected: DiscountedPurchase): string {
  if (!result || typeof result !== 'object') return 'fields-lost';
  const { discount, total, ...purchase } = expected;
  if (Object.entries(purchase).some(([name, value]) => result[name as keyof Purchase] !== value)) return 'fields-lost';
  if (discount > 0 && Math.abs(result.discount * 100 - discount) < 0.001) return 'not-percent';
  if (result.discount !== discount) return 'wrong-discount';
  return Math.abs(result.total - total) < 0.011 ? 'not-rounded' : 'wrong-total';
}

task("4. The job's graph", { pure: true, deadlineMs: 60_000 }, async ({ kafka, flink }) => {
  const args = argsFor(kafka);
  const { nodes } = await flink.plan(args);
  const sources = nodes.flatMap((node) => (node.op === 'kafkaSource' ? (node.params.topics ?? []) : []));
  if (!sources.includes(args.purchases)) {
    fail('source-missing', {
      message: 'The job does not read the topic of purchases.',
      expected: args.purchases,
      got: sources,
    });
  }
  await expectSink(kafka, flink, 'discounted');
  const names = nodes.filter(({ op }) => op !== 'kafkaSource' && op !== 'kafkaSink').map(({ name }) => name);
  for (const name of ['large purchases', 'discount']) {
    if (!names.includes(name))
      fail('wrong-names', { message: 'An operator has another name.', expected: name, got: names });
  }
});

type OutTopic = 'discounted' | 'high-value' | 'malformed';

/** The topics that the job's sinks write to; a sink that computes its topic may write to any. */
async function sinks(kafka: KafkaLab, flink: FlinkLab): Promise<{ topics: string[]; computed: boolean }> {
  const { nodes } = await flink.plan(argsFor(kafka));
  const own = nodes.flatMap((node) => (node.op === 'kafkaSink' ? [node.params.topic] : []));
  return { topics: own.filter((topic) => topic !== undefined), computed: own.includes(undefined) };
}

async function hasSink(kafka: KafkaLab, flink: FlinkLab, topic: OutTopic): Promise<boolean> {
  const { topics, computed } = await sinks(kafka, flink);
  return computed || topics.includes(kafka.topic(topic));
}

async function expectSink(kafka: KafkaLab, flink: FlinkLab, topic: OutTopic): Promise<void> {
  if (await hasSink(kafka, flink, topic)) return;
  fail(topic === 'malformed' ? 'malformed-missing' : 'sink-missing', {
    message: `No sink of the job writes to the topic for ${topic} records.`,
    expected: kafka.topic(topic),
    got: (await sinks(kafka, flink)).topics,
  });
}

/** What one run of the job has read and written. */
interface Outcome {
  purchases: Purchase[];
  broken: string[];
  written(topic: OutTopic): Promise<StoredRecord[]>;
}

const LAST = 'the last';
const START_MS = 60_000;
const REACH_MS = 60_000;
const SECOND_SINK_MS = 10_000;
let outcome: Promise<Outcome> | undefined;

/**
 * Runs the job once for all tasks. Malformed records come only to a job that keeps them: any other fails at the first, and
 * task 7 says so. The last records of each partition say that all earlier ones are through. */
async function runJob(random: Random, kafka: KafkaLab, flink: FlinkLab): Promise<Outcome> {
  const drawn = Array.from({ length: random.int(40, 60) }, () => drawPurchase(random));
  // With a discount, so that a total is on the other side of the edge.
  const edges = [99.8, 100, 100.2, 500, 500.2].map((amount) => ({
    ...drawPurchase(random),
    category: 'books',
    amount,
  }));
  const purchases = [...drawn, ...edges];
  const broken = ['{"purchaseId": "cut o', JSON.stringify({ ...drawPurchase(random), amount: 'ten' }), '[]'];
  const last = (amount: number) => JSON.stringify({ ...drawPurchase(random), customerId: LAST, amount });
  const lastOnes = [0, 1].flatMap((partition) => [1, 9_999].map((amount) => ({ partition, value: last(amount) })));
  const kept = (await hasSink(kafka, flink, 'malformed')) ? broken : [];
  const records = [...kept, ...purchases.map((purchase) => JSON.stringify(purchase))];
  await kafka.send('purchases', [
    ...records.map((value, index) => ({ partition: index % 2, value })),
    ...lastOnes,
    ...(kept.length > 0 ? [0, 1].map((partition) => ({ partition, value: JSON.stringify(LAST) })) : []),
  ]);
  const job = await flink.submit(argsFor(kafka));
  // How long a busy machine takes to start a job says nothing about the job.
  await flink.during(job, job.waitFor('RUNNING', { timeoutMs: START_MS }));
  const written = async (topic: OutTopic) => {
    const isLast = ({ value }: StoredRecord) => value?.includes(LAST) ?? false;
    const through = (found: StoredRecord[]) => new Set(found.filter(isLast).map(({ value }) => value)).size >= 2;
    const found = await flink.during(job, kafka.until(topic, through, REACH_MS));
    if (!through(found)) {
      const { state } = await job.status();
      fail('no-answer', {
        message: `The job is ${state}, and after ${REACH_MS / 1000} s the last records have not come to the topic for ${topic} records; it has ${found.length}.`,
      });
    }
    const { topics } = await sinks(kafka, flink);
    const writers = topics.filter((name) => name === kafka.topic(topic)).length;
    if (writers < 2) return found.filter((record) => !isLast(record));
    // What another sink writes may come a little later, and comes only if the two do the same.
    const twice = (records: StoredRecord[]) => records.filter(isLast).length >= 2 * writers;
    const all = await flink.during(job, kafka.until(topic, twice, SECOND_SINK_MS));
    return all.filter((record) => !isLast(record));
  };
  return { purchases, broken, written };
}

/** Each of these once, and no other. */
function expectExactly(found: StoredRecord[], expected: DiscountedPurchase[], surplus: string): void {
  const results = found.map(({ value }) => JSON.parse(value ?? 'null') as DiscountedPurchase);
  const ids = results.map(({ purchaseId }) => purchaseId);
  const unexpected = results.find(({ purchaseId }) => !expected.some((purchase) => purchase.purchaseId === purchaseId));
  if (unexpected) fail(surplus, { message: 'The topic holds a purchase that does not belong there.', got: unexpected });
  const missing = expected.filter(({ purchaseId }) => !ids.includes(purchaseId));
  if (missing[0]) {
    fail('records-lost', {
      message: `${missing.length} of ${expected.length} purchases are not in the topic.`,
      expected: missing[0],
    });
  }
  if (ids.length > expected.length) {
    const twice = results.find(({ purchaseId }, index) => ids.indexOf(purchaseId) < index);
    fail('doubled', { message: 'The topic holds purchases more than once.', got: twice });
  }
}

/** Those that are missing are just those whose total is no longer of high value. */
function expectNotByTotal(found: StoredRecord[], expected: DiscountedPurchase[]): void {
  const text = found.map(({ value }) => value).join();
  const missing = expected.filter(({ purchaseId }) => !text.includes(purchaseId));
  const cheaper = expected.filter(({ total }) => total <= 500);
  if (missing[0] && missing.length === cheaper.length && missing.every(({ total }) => total <= 500)) {
    const message = 'Purchases are missing that cost more than 500 before the discount, and no more than 500 after it.';
    fail('by-total', { message, expected: missing[0] });
  }
}

function expectDiscounts(found: StoredRecord[], expected: DiscountedPurchase[], hint: string): void {
  for (const { key, value } of found) {
    const result = JSON.parse(value ?? 'null') as DiscountedPurchase;
    const right = expected.find(({ purchaseId }) => purchaseId === result.purchaseId);
    equal(result, right, hint, 'A record in the topic is not the discounted purchase.');
    equal(key, result.customerId, 'wrong-sink-key', "A record's key is not the customer's id.");
  }
}

task('5. Large purchases are discounted on the cluster', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  await expectSink(kafka, flink, 'discounted');
  outcome ??= runJob(random, kafka, flink);
  const { purchases, written } = await outcome;
  const found = await written('discounted');
  const expected = purchases.filter(({ amount }) => amount > 100).map(discountedOf);
  expectExactly(found, expected, 'filter-missing');
  expectDiscounts(found, expected, 'discount-missing');
});

task('6. The high-value branch', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  await expectSink(kafka, flink, 'high-value');
  outcome ??= runJob(random, kafka, flink);
  const { purchases, written } = await outcome;
  const found = await written('high-value');
  const expected = purchases.filter(({ amount }) => amount > 500).map(discountedOf);
  expectNotByTotal(found, expected);
  expectExactly(found, expected, 'branch-not-filtered');
  expectDiscounts(found, expected, 'branch-before-discount');
  const { nodes } = await flink.plan(argsFor(kafka));
  const names = nodes.map(({ name }) => name);
  if (!names.includes('high value')) {
    fail('wrong-names', { message: 'An operator has another name.', expected: 'high value', got: names });
  }
});

task('7. Malformed records are kept aside', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  await expectSink(kafka, flink, 'malformed');
  outcome ??= runJob(random, kafka, flink);
  const { broken, written } = await outcome;
  const values = (await written('malformed')).map(
    ({ value }) => (JSON.parse(value ?? 'null') as { value: string }).value,
  );
  const missing = broken.find((value) => !values.includes(value));
  if (missing)
    fail('malformed-missing', { message: 'A malformed record is not in the topic.', expected: missing, got: values });
});
