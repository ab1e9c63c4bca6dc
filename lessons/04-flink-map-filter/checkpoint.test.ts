import { isDeepStrictEqual } from 'node:util';
import {
  equal,
  type FlinkLab,
  fail,
  type JobGraph,
  type KafkaLab,
  lesson,
  type Random,
  type StoredRecord,
  wildTexts,
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
  advice: {
    'good-refused': 'This is a purchase like any other. Compare your conditions with the four fields, one by one.',
    'parsed-twice': 'The source has read the JSON already: value is an object, and no text. Look at its fields.',
    'text-changed':
      'A text is what it is: no toLowerCase, no trim, no slice. parsePurchase checks, and changes nothing.',
    'bad-accepted': 'Check the type of every field with typeof, and throw an Error that names the field.',
    'not-an-error':
      'throw new Error(…), with a message that names the field. It is written beside the malformed record.',
    'parsed-wrong': 'Return the fields as they came.',
    'wrong-threshold': 'More than 100 leaves 100 itself out. The same goes for 500.',
    'wrong-discount': 'Look the category up, and take 0 where it is not listed.',
    'not-percent': 'discount is in percent: 5, and not 0.05.',
    'other-category':
      'Only the three categories themselves have a discount: compare the whole name, as it is written, with ===, or look it up in a Map.',
    remembers:
      'The answer must come from this purchase alone. Is something kept in a variable outside of the function, from an earlier call?',
    'wrong-total': 'The total is what is left of the amount: with 20 percent off, 40 of 50.',
    'fields-lost': 'The result has the four fields of the purchase, and two more: { ...purchase, discount, total }.',
    'not-rounded': 'Binary numbers have no exact 0.1. Math.round(cents) / 100 leaves two decimals.',
    'input-changed': 'Several operators may get the same record. Make a new object: { ...purchase, discount, total }.',
    'source-missing': 'The job must read the topic args.purchases: env.fromSource(source, …).',
    'sink-missing':
      'A stream that ends in no sink goes nowhere: stream.sinkTo(new KafkaSink({ bootstrapServers, topic })).',
    'wrong-names': "An operator's name follows it: .filter(isLarge).name('large purchases').",
    'names-swapped':
      "Each name belongs to the operator that does it: 'large purchases' to the filter, 'discount' to the map, 'high value' to the filter of the branch.",
    'counted-once':
      'Two records that look alike are two purchases. Nothing in this job may remember which it has seen.',
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
    'malformed-without-reason':
      'A MalformedRecord has the value as it was, and the reason. Whoever mends the record needs both: leave them in.',
    'not-malformed':
      'Only what parsePurchase refuses belongs here. Has the sink another stream, or do the conditions refuse too much?',
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

const OTHER_CATEGORIES = ['Books', ' books', 'bookshelves', 'e-books', 'CLOTHING', 'elec', ''];

/** Amounts are multiples of 0.20, so that no discount ends in half a cent. */
function drawPurchase(random: Random, from = 1, to = 5_000): Purchase {
  return {
    purchaseId: random.word(8),
    customerId: random.pick(wildTexts(random, 6)),
    category: random.pick(Object.keys(DISCOUNTS)),
    amount: random.int(from, to) / 5,
  };
}

/** What is rare and yet there: wild names, other categories, cents where nothing is taken off, amounts beyond 32 bits. */
function drawOddOnes(random: Random): Purchase[] {
  const named = wildTexts(random, 6).map((text) => ({
    ...drawPurchase(random, 501),
    purchaseId: text,
    customerId: text,
  }));
  const other = OTHER_CATEGORIES.map((category) => ({
    ...drawPurchase(random),
    category,
    amount: random.int(60_000, 90_000) / 100,
  }));
  const huge = [2 ** 31 + 0.2, 2 ** 33 + 0.6].map((amount) => ({ ...drawPurchase(random), amount }));
  return [...named, ...other, ...huge];
}

function discountedOf(purchase: Purchase): DiscountedPurchase {
  const discount = DISCOUNTS[purchase.category] ?? 0;
  return { ...purchase, discount, total: Math.round(purchase.amount * (100 - discount)) / 100 };
}

task('1. Only a purchase is a purchase', { pure: true }, ({ work, random, compute }) => {
  const purchase = drawPurchase(random);
  const small = [0.01, 0.5, 1].map((amount) => ({ ...purchase, amount }));
  for (const good of [purchase, ...small, ...drawOddOnes(random), { ...purchase, purchaseId: '', customerId: '' }]) {
    const parsed = compute('parsePurchase', () => {
      try {
        return work.parsePurchase({ ...good });
      } catch (error) {
        if (error instanceof Error && error.name === 'Todo') throw error;
        const id = error instanceof SyntaxError ? 'parsed-twice' : 'good-refused';
        fail(id, { message: `parsePurchase refused a good purchase: ${error}`, got: good });
      }
    });
    const message = 'parsePurchase returned something else than the purchase.';
    equal(parsed, good, textChanged(parsed, good) ? 'text-changed' : 'parsed-wrong', message);
  }
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

/** Whether a text of the purchase came back as another one, and the rest as it was. */
function textChanged(got: Purchase | undefined, { amount, ...texts }: Purchase): boolean {
  if (typeof got !== 'object' || got === null || got.amount !== amount) return false;
  return Object.keys(texts).every((name) => typeof got[name as keyof Purchase] === 'string');
}

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
    [{ ...purchase, amount: true }, 'its amount is no number'],
    [{ ...purchase, amount: null }, 'its amount is no number'],
    [{ ...purchase, amount: [12] }, 'its amount is a list'],
    [{ ...purchase, category: null }, 'its category is no text'],
    [{ ...purchase, customerId: [purchase.customerId] }, 'its customerId is a list'],
    [{ ...purchase, amount: 0 }, 'its amount is not above 0'],
    [{ ...purchase, amount: -5 }, 'its amount is not above 0'],
    [null, 'it is null'],
    [[], 'it is a list'],
    [7, 'it is a number'],
  ];
}

task('2. Large, and of high value', { pure: true }, ({ work, random, compute }) => {
  const base = drawPurchase(random);
  for (const amount of [
    0.2,
    99.8,
    100,
    100.01,
    100.2,
    500,
    500.01,
    500.2,
    2 ** 31 + 0.2,
    drawPurchase(random).amount,
  ]) {
    const purchase = { ...base, amount };
    const large = compute('isLarge', () => work.isLarge(purchase));
    equal(large, amount > 100, 'wrong-threshold', `isLarge is wrong about an amount of ${amount}.`);
    const high = compute('isHighValue', () => work.isHighValue(purchase));
    equal(high, amount > 500, 'wrong-threshold', `isHighValue is wrong about an amount of ${amount}.`);
  }
});

task('3. The discount of the category', { pure: true }, ({ work, random, compute }) => {
  const applied = (purchase: Purchase) => {
    const before = { ...purchase };
    const result = compute('applyDiscount', () => work.applyDiscount(purchase));
    equal(purchase, before, 'input-changed', 'applyDiscount changed the purchase that came in.');
    return { purchase, result, expected: discountedOf(before) };
  };
  const categories = Object.keys(DISCOUNTS).map((category) => ({ ...drawPurchase(random), category }));
  const wrong = [...categories, ...drawOddOnes(random)].map(applied).flatMap((one) => {
    const id = discountMistake(one);
    return id ? [{ ...one, id }] : [];
  });
  // One mistake shows in several ways, and which is drawn first is chance: the worst of them says what it is.
  for (const id of DISCOUNT_MISTAKES) {
    const worst = wrong.find((one) => one.id === id);
    if (!worst) continue;
    const message = `applyDiscount is wrong about a purchase of "${worst.purchase.category}".`;
    equal(worst.result, worst.expected, id, message);
  }
  // The same id, customer and category as before, and another amount.
  const again = { ...drawPurchase(random), category: 'clothing' };
  for (const amount of [10, 20, 10]) {
    const { result, expected } = applied({ ...again, amount });
    equal(
      result,
      expected,
      'remembers',
      'applyDiscount is wrong about a purchase that is like an earlier one but for the amount.',
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

/** What can be wrong with a result, the worst first. */
const DISCOUNT_MISTAKES = [
  'fields-lost',
  'not-percent',
  'wrong-discount',
  'other-category',
  'wrong-total',
  'not-rounded',
] as const;

interface Applied {
  purchase: Purchase;
  result: DiscountedPurchase | undefined;
  expected: DiscountedPurchase;
}

/** What is wrong with a result; undefined for the expected one. 0.011 because a cent may be cut off. */
function discountMistake({ result, expected }: Applied): (typeof DISCOUNT_MISTAKES)[number] | undefined {
  if (isDeepStrictEqual(result, expected)) return undefined;
  if (!result || typeof result !== 'object') return 'fields-lost';
  const { discount, total, ...purchase } = expected;
  const isOther = OTHER_CATEGORIES.includes(purchase.category);
  if (isOther && result.discount !== 0) return 'other-category';
  if (Object.entries(purchase).some(([name, value]) => result[name as keyof Purchase] !== value)) return 'fields-lost';
  if (discount > 0 && Math.abs(result.discount * 100 - discount) < 0.001) return 'not-percent';
  if (result.discount !== discount) return 'wrong-discount';
  return Math.abs(result.total - total) < 0.011 ? 'not-rounded' : 'wrong-total';
}

task("4. The job's graph", { pure: true, deadlineMs: 60_000 }, async ({ kafka, flink }) => {
  const graph = await flink.graph(argsFor(kafka));
  const { nodes, operatorNames: names } = graph;
  graph.expectSource('purchases', kafka.topic('purchases'));
  expectSink(graph, kafka, 'discounted');
  for (const name of ['large purchases', 'discount']) {
    if (!names.includes(name))
      fail('wrong-names', { message: 'An operator has another name.', expected: name, got: names });
  }
  // A map drops nothing, and a filter changes nothing.
  const misnamed = nodes.find(
    ({ name, op }) => (name === 'large purchases' && op === 'map') || (name === 'discount' && op === 'filter'),
  );
  if (misnamed) fail('names-swapped', { message: `"${misnamed.name}" is the name of a ${misnamed.op}.`, got: names });
});

type OutTopic = 'discounted' | 'high-value' | 'malformed';

function expectSink(graph: JobGraph, kafka: KafkaLab, topic: OutTopic): void {
  const mistake = topic === 'malformed' ? 'malformed-missing' : 'sink-missing';
  graph.expectSink(`${topic} records`, kafka.topic(topic), mistake);
}

/** What one run of the job has read and written. */
interface Outcome {
  purchases: Purchase[];
  broken: string[];
  /** The records of a topic when all that come are there: `whole` says of those so far whether any is missing. */
  written(topic: OutTopic, whole: (records: StoredRecord[]) => boolean): Promise<StoredRecord[]>;
}

const LAST = 'last';
const START_MS = 60_000;
const REACH_MS = 60_000;
/** For what is under way on other subtasks, or comes from another sink. */
const SETTLE_MS = 10_000;
let outcome: Promise<Outcome> | undefined;
/** Why nothing comes: the first task that waited in vain tells the others. */
let silence: { id: string; message: string; got?: unknown } | undefined;

const isLast = ({ value }: StoredRecord) => value?.includes(`${LAST}-`) ?? false;

/**
 * Runs the job once for all tasks. Malformed records come only to a job that keeps them: any other fails at the first, and
 * task 7 says so. The last records of each partition say that all earlier ones are through, unless other subtasks have them.
 */
async function runJob(random: Random, kafka: KafkaLab, flink: FlinkLab): Promise<Outcome> {
  const drawn = Array.from({ length: random.int(40, 60) }, () => drawPurchase(random));
  // With a discount, so that a total is on the other side of the edge.
  const edges = [99.8, 100, 100.2, 500, 500.2].map((amount) => ({
    ...drawPurchase(random),
    category: 'books',
    amount,
  }));
  const twice = { ...drawPurchase(random, 2_501), category: 'toys' };
  const small = { ...drawPurchase(random), amount: 0.01 };
  const purchases = [...drawn, ...edges, twice, small, ...drawOddOnes(random), twice];
  const broken = ['{"purchaseId": "cut o', JSON.stringify({ ...drawPurchase(random), amount: 'ten' }), '[]'];
  const graph = await flink.graph(argsFor(kafka));
  const keepsMalformed = graph.mayWriteTo(kafka.topic('malformed'));
  const kept = keepsMalformed ? broken : [];
  const markers = (kind: string) => [0, 1].map((partition) => `${LAST}-${kind}${partition}`);
  const last = (name: string, amount: number) =>
    JSON.stringify({ ...drawPurchase(random), purchaseId: name, customerId: name, amount });
  const lastOnes = [
    ...markers('small').map((name, partition) => ({ partition, value: last(name, 1) })),
    ...markers('large').map((name, partition) => ({ partition, value: last(name, 9_999) })),
    ...(keepsMalformed ? markers('broken').map((name, partition) => ({ partition, value: JSON.stringify(name) })) : []),
  ];
  const records = [...kept, ...purchases.map((purchase) => JSON.stringify(purchase))];
  await kafka.send('purchases', [...records.map((value, index) => ({ partition: index % 2, value })), ...lastOnes]);
  const job = await flink.submit(argsFor(kafka));
  // How long a busy machine takes to start a job says nothing about the job.
  await flink.during(job, job.waitFor('RUNNING', { timeoutMs: START_MS }));

  const holds = (found: StoredRecord[], kind: string) =>
    markers(kind).every((name) => found.some(({ value }) => value?.includes(name)));
  const written: Outcome['written'] = async (topic, whole) => {
    if (silence) fail(silence.id, silence);
    const kinds = topic === 'malformed' ? ['broken'] : ['small', 'large'];
    const through = (found: StoredRecord[]) => kinds.some((kind) => holds(found, kind));
    const refused = (found: StoredRecord[]) => topic !== 'malformed' && holds(found, 'large');
    const found = await flink.during(
      job,
      Promise.race([kafka.until(topic, through, REACH_MS), kafka.until('malformed', refused, REACH_MS)]),
    );
    const here = await kafka.until(topic, through, 0);
    if (!through(here)) {
      const first = refused(found)
        ? found.find((record) => !broken.some((value) => record.value?.includes(value)))
        : undefined;
      const { state } = await job.status();
      const message = `The job is ${state}, and after ${REACH_MS / 1000} s the last records have not come to the topic for ${topic} records; it has ${here.length}.`;
      silence = first
        ? {
            id: 'not-malformed',
            message: 'The job takes good purchases for malformed, so they never come to the other topics.',
            got: first.value,
          }
        : { id: 'no-answer', message };
      fail(silence.id, silence);
    }
    const writers = graph.sinksTo(kafka.topic(topic)).length;
    // What another sink writes may come a little later, and comes only if the two do the same.
    const complete = (all: StoredRecord[]) => whole(all) && (writers < 2 || all.filter(isLast).length >= 2 * writers);
    const waits = writers >= 2 || !graph.keepsOrder;
    const all = waits ? await flink.during(job, kafka.until(topic, complete, SETTLE_MS)) : here;
    return all.filter((record) => !isLast(record));
  };
  return { purchases, broken, written };
}

const resultOf = ({ value }: StoredRecord) => JSON.parse(value ?? 'null') as DiscountedPurchase;

/** How often each is there. */
function countsOf(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** Whether each of these is there, as often as it was sent. */
function holdsAll(found: StoredRecord[], expected: DiscountedPurchase[]): boolean {
  const counts = countsOf(found.map((record) => String(resultOf(record)?.purchaseId)));
  return [...countsOf(expected.map(({ purchaseId }) => purchaseId))].every(
    ([id, count]) => (counts.get(id) ?? 0) >= count,
  );
}

/** Each of these as often as it was sent, and no other. */
function expectExactly(found: StoredRecord[], expected: DiscountedPurchase[], surplus: string): void {
  const results = found.map(resultOf);
  const counts = countsOf(results.map(({ purchaseId }) => purchaseId));
  const wanted = countsOf(expected.map(({ purchaseId }) => purchaseId));
  const unexpected = results.find(({ purchaseId }) => !wanted.has(purchaseId));
  if (unexpected) fail(surplus, { message: 'The topic holds a purchase that does not belong there.', got: unexpected });
  const missing = expected.filter(({ purchaseId }) => !counts.has(purchaseId));
  if (missing[0]) {
    fail('records-lost', {
      message: `${missing.length} of ${expected.length} purchases are not in the topic.`,
      expected: missing[0],
    });
  }
  const tooOften = results.find(({ purchaseId }) => (counts.get(purchaseId) ?? 0) > (wanted.get(purchaseId) ?? 0));
  if (tooOften)
    fail('doubled', { message: 'The topic holds purchases more often than they were sent.', got: tooOften });
  const tooRare = results.find(({ purchaseId }) => (counts.get(purchaseId) ?? 0) < (wanted.get(purchaseId) ?? 0));
  if (tooRare)
    fail('counted-once', { message: 'A purchase was sent twice, and the topic holds it once.', got: tooRare });
}

/** Those that are missing are just those whose total is no longer of high value. */
function expectNotByTotal(found: StoredRecord[], expected: DiscountedPurchase[]): void {
  const text = JSON.stringify(found.map(resultOf));
  const missing = expected.filter(({ purchaseId }) => !text.includes(purchaseId));
  const cheaper = expected.filter(({ total }) => total <= 500);
  if (missing[0] && missing.length === cheaper.length && missing.every(({ total }) => total <= 500)) {
    const message = 'Purchases are missing that cost more than 500 before the discount, and no more than 500 after it.';
    fail('by-total', { message, expected: missing[0] });
  }
}

function expectDiscounts(found: StoredRecord[], expected: DiscountedPurchase[], id: string): void {
  for (const record of found) {
    const result = resultOf(record);
    const right = expected.find(({ purchaseId }) => purchaseId === result.purchaseId);
    equal(result, right, id, 'A record in the topic is not the discounted purchase.');
    equal(record.key, result.customerId, 'wrong-sink-key', "A record's key is not the customer's id.");
  }
}

task('5. Large purchases are discounted on the cluster', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  const graph = await flink.graph(argsFor(kafka));
  expectSink(graph, kafka, 'discounted');
  outcome ??= runJob(random, kafka, flink);
  const { purchases, written } = await outcome;
  const expected = purchases.filter(({ amount }) => amount > 100).map(discountedOf);
  const found = await written('discounted', (records) => holdsAll(records, expected));
  expectExactly(found, expected, 'filter-missing');
  expectDiscounts(found, expected, 'discount-missing');
});

task('6. The high-value branch', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  const graph = await flink.graph(argsFor(kafka));
  expectSink(graph, kafka, 'high-value');
  outcome ??= runJob(random, kafka, flink);
  const { purchases, written } = await outcome;
  const expected = purchases.filter(({ amount }) => amount > 500).map(discountedOf);
  const found = await written('high-value', (records) => holdsAll(records, expected));
  expectNotByTotal(found, expected);
  expectExactly(found, expected, 'branch-not-filtered');
  expectDiscounts(found, expected, 'branch-before-discount');
  const { nodes, operatorNames: names } = graph;
  const named = nodes.filter(({ name, op }) => name === 'high value' && op !== 'kafkaSink');
  if (named.length === 0) {
    fail('wrong-names', { message: 'An operator has another name.', expected: 'high value', got: names });
  }
  const pathTo = (topic: OutTopic) => {
    const [sink] = graph.sinksTo(kafka.topic(topic));
    return sink && graph.before(sink);
  };
  const [all, branch] = [pathTo('discounted'), pathTo('high-value')];
  const misplaced = named.find((node) => node.op === 'map' || all?.includes(node) || branch?.includes(node) === false);
  if (misplaced) {
    const message = `"high value" is the name of a ${misplaced.op} that is not the branch's own filter.`;
    fail('names-swapped', { message, got: names });
  }
});

task('7. Malformed records are kept aside', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  const graph = await flink.graph(argsFor(kafka));
  expectSink(graph, kafka, 'malformed');
  outcome ??= runJob(random, kafka, flink);
  const { broken, written } = await outcome;
  const values = (records: StoredRecord[]) => records.map(heldValue);
  const found = await written('malformed', (records) => broken.every((value) => values(records).includes(value)));
  const missing = broken.find(
    (value) => !found.some((record) => record.value?.includes(JSON.stringify(value).slice(1, -1))),
  );
  if (missing) {
    const got = values(found);
    fail('malformed-missing', { message: 'A malformed record is not in the topic.', expected: missing, got });
  }
  const bare = found.find((record) => heldValue(record) === undefined || !hasReason(record));
  if (bare) {
    const message = 'A record in the topic for malformed records does not say its value and the reason.';
    fail('malformed-without-reason', { message, expected: '{ value, reason, … }', got: bare.value });
  }
  const good = found.find((record) => !broken.includes(String(heldValue(record))));
  if (good) fail('not-malformed', { message: 'The topic for malformed records holds a good one.', got: good.value });
  if (found.length > broken.length) {
    const got = `${found.length} records for ${broken.length} malformed ones`;
    fail('doubled', { message: 'The topic for malformed records holds one more than once.', got });
  }
});

/** What a malformed record held, as far as what was written of it says so. */
function heldValue({ value }: StoredRecord): unknown {
  return (JSON.parse(value ?? 'null') as { value?: unknown } | null)?.value;
}

function hasReason({ value }: StoredRecord): boolean {
  const { reason } = JSON.parse(value ?? 'null') as { reason?: unknown };
  return typeof reason === 'string' && reason !== '';
}
