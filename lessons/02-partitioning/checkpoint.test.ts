import {
  despiteLeaderWait,
  equal,
  fail,
  type KafkaLab,
  lesson,
  type Random,
  rootCause,
  type StoredRecord,
} from '@workbook/checkpoints/harness';
import { type PartitionerArgs, Partitioners } from 'kafkajs';
import { murmur2 } from './murmur2.js';
import type { Profile, Sale } from './sale.js';
import type * as Solution from './solution.js';

const SALTS = 8;
/** How many partitions the topic of task 3 has. */
const LANES = 4;
/** How many partitions the topics of task 4 have. */
const WIDTH = 4;
/** How long a broker may take to know a changed setting that it has already confirmed. */
const SETTING_MS = 5_000;

const { task } = lesson<typeof Solution>({
  needs: ['kafka'],
  topics: {
    ordered: { partitions: 3 },
    lanes: { partitions: LANES },
    skewed: { partitions: WIDTH },
    salted: { partitions: WIDTH },
    profiles: { partitions: 2, config: { 'cleanup.policy': 'compact' } },
  },
  advice: {
    'negative-partition': 'The hash may be negative, and so is its rest then. Drop the sign bit first: & 0x7fffffff.',
    'sign-bit':
      'Only negative hashes are wrong. Drop the sign bit before you divide: (hash & 0x7fffffff) % partitions. Math.abs, ' +
      '>>> 0 and a rest made positive later give other numbers than Kafka.',
    'missing-parentheses':
      'In JavaScript % comes before &: the mask was divided, not the hash. Write (hash & 0x7fffffff) % partitions.',
    'not-utf8': 'murmur2 wants the bytes of the key: Buffer.from(key). A character may be several bytes.',
    'wrong-partition': 'The hash without its sign bit, modulo the number of partitions: nothing else.',
    'sale-missing': 'Every sale is a record. Is send() awaited, with all of them?',
    'sale-changed': 'The value is the whole sale: JSON.stringify(sale), with every field as it is.',
    touched:
      'What the function is given belongs to whoever called. Make a new list or object, and leave theirs as it is.',
    'gave-up':
      'The connection broke once, in the middle of a request. The producer must try again: leave its retries as they are.',
    'sale-doubled': 'A sale is in the topic twice. Send it once, and leave trying again to kafkajs.',
    scattered: 'Order holds within a partition only. The same key for all of a merchant leads to the same partition.',
    'all-in-one':
      "Order is easy where everything is in one partition, and nobody can share the work. Let the merchant's id be the key.",
    'out-of-order':
      'Send in the order that was given. Of several requests at once, the one that broke comes after the others: put all ' +
      'sales in one send(), or await each before the next.',
    'wrong-normal':
      '1 + partitionFor(key, partitions - 1): one partition less to choose from, and then past the express lane.',
    'lane-key': "The key of each record is the merchant's id, in both lanes: the partitioner computes with it.",
    'fixed-count': 'The number of partitions is partitionMetadata.length: topics differ, and grow.',
    'wrong-lane':
      'Headers may come as text or as bytes: String(message.headers?.lane). Only express goes to partition 0.',
    'express-lane-used': 'Partition 0 is for express alone: 1 + partitionFor(key, partitions - 1) leaves it out.',
    'single-partition': 'With one partition there are 0 others, and n % 0 is NaN. Answer that case first.',
    'lane-missing': 'The partitioner is given to the producer: kafka.producer({ createPartitioner: lanes }).',
    'wrong-header': "Headers stand beside key and value: headers: { lane: sale.express ? 'express' : 'normal' }.",
    'high-is-no-count':
      'Offsets go on counting when old records are deleted. A partition holds high - low records, not high.',
    'wrong-skew':
      'The fullest partition divided by the mean of all partitions, also of empty ones: Math.max(...counts) / (sum / ' +
      'counts.length). Offsets are texts: make numbers of them first.',
    'empty-topic': '0 / 0 is NaN. An empty topic is even: 1.',
    'cold-salted': 'Only the merchants in the set hot are split. The others would lose their order.',
    'salt-not-repeatable':
      'The same sale must get the same key whenever it is sent, or a second attempt lands elsewhere. No random numbers: ' +
      'take the number of the sale.',
    'wrong-salt': 'A hot key is the id, #, and sale.number % 8: eight keys, and no more.',
    'place-remembered':
      'A producer makes its partitioner once, and a topic can grow meanwhile: compute the partition anew for each record.',
    'not-saved-again':
      'What saveProfile wrote before may be gone by now, or replaced by another program: write the profile each time.',
    'wrong-merchant': "Cut off what follows the #, if there is one: key.replace(/#\\d+$/, '').",
    'not-salted': 'Use saltedKey(sale, hot) as the key of the record.',
    'wrong-count':
      'admin.createPartitions takes { topicPartitions: [{ topic, count }] }: count is how many there shall be in all, not ' +
      'how many are added.',
    'old-records-gone':
      'A topic that is deleted takes its records along. admin.createPartitions lets it grow as it is.',
    'wrong-moved': 'Compare partitionFor(key, before) with partitionFor(key, after) for each key.',
    'topic-missing': 'admin.createTopics takes a list: { topics: [{ topic, numPartitions, configEntries }] }.',
    'not-compacted': "configEntries: [{ name: 'cleanup.policy', value: 'compact' }]. The default is delete.",
    'no-key': 'In a compacted topic every record needs a key: it says what the record replaces.',
    'wrong-key': "The key is the merchant's id, the same for a profile and for its tombstone.",
    'wrong-profile': 'The value is the profile as JSON.',
    'tombstone-elsewhere':
      'Compaction looks at each partition by itself. Give no partition: the key leads the tombstone to where its profiles are.',
    'no-tombstone': 'A tombstone has the value null itself: no text "null", and no empty text.',
  },
});

/** Kafka's own answer. */
function truth(key: string, partitions: number): number {
  return Partitioners.DefaultPartitioner()({
    topic: 'any',
    partitionMetadata: metadata(partitions),
    message: { key, value: '' },
  });
}

function metadata(partitions: number): PartitionerArgs['partitionMetadata'] {
  return Array.from({ length: partitions }, (_, partitionId) => ({
    partitionErrorCode: 0,
    partitionId,
    leader: 1,
    replicas: [1],
    isr: [1],
  }));
}

/** Letters, digits and hyphens, of any length: capitals, digits alone, and ids that begin or end as others do. */
function drawMerchant(random: Random): string {
  const word = random.word(5);
  return random.pick([
    `merchant-${word}`,
    `Merchant-${word.toUpperCase()}`,
    `00${random.int(1_000, 99_999)}`,
    `m-${word}-of-the-old-market-place-in-Hanover-${random.int(1, 9)}`,
  ]);
}

/** Sales of these merchants in turns, each merchant's numbered from 1. */
function drawSales(random: Random, merchants: readonly string[], count: number): Sale[] {
  const numbers = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const merchantId = random.pick(merchants);
    const number = (numbers.get(merchantId) ?? 0) + 1;
    numbers.set(merchantId, number);
    const amount = random.pick([random.int(1, 9_999), random.int(2 ** 39, 2 ** 40)]) / 100;
    return { saleId: random.word(8), merchantId, number, amount, express: random.int(1, 4) === 1 };
  });
}

function drawMerchants(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => drawMerchant(random));
}

interface StoredSale {
  record: StoredRecord;
  sale: Sale;
}

/** The sales in a topic, each once, in the order of partition and offset. */
async function storedSales(kafka: KafkaLab, topic: string, sent: Sale[]): Promise<StoredSale[]> {
  const stored = (await kafka.records(topic)).map((record) => ({ record, sale: parse(record.value) as Sale }));
  const ids = stored.map(({ sale }) => sale?.saleId);
  const lost = sent.filter(({ saleId }) => !ids.includes(saleId));
  const counts = { expected: `${sent.length} records`, got: `${stored.length} records` };
  if (lost.length > 0) fail('sale-missing', { message: `${lost.length} sales are not in the topic.`, ...counts });
  if (stored.length > sent.length) fail('sale-doubled', { message: 'Some sales are in the topic twice.', ...counts });
  for (const { sale } of stored) {
    const given = sent.find(({ saleId }) => saleId === sale.saleId);
    equal(sale, given, 'sale-changed', 'The value of a record in the topic is not the sale as JSON.');
  }
  return stored;
}

/** One merchant's sales lie in one partition, in their order. */
function expectOrder(stored: StoredSale[], merchantId: string): void {
  const own = stored.filter(({ sale }) => sale.merchantId === merchantId);
  const partitions = [...new Set(own.map(({ record }) => record.partition))];
  if (partitions.length > 1) {
    fail('scattered', {
      message: `The sales of ${merchantId} lie in several partitions: nobody can tell their order any more.`,
      expected: 'one partition',
      got: `partitions ${partitions.join(', ')}`,
    });
  }
  const numbers = own.map(({ sale }) => sale.number);
  const inOrder = numbers.toSorted((a, b) => a - b);
  equal(numbers, inOrder, 'out-of-order', `The sales of ${merchantId} lie in the partition in another order.`);
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return text;
  }
}

task('1. Where a key goes', { pure: true }, ({ work, random, compute }) => {
  const keys = [...drawMerchants(random, 60), 'größe', '東京', 'a', '', ' Ab ', 'ab', 'AB'];
  const answers = keys.map((key) => {
    // Two keys alone show which bytes are hashed: among few partitions a wrong answer for both is right by chance.
    const partitions = /^[ -~]*$/.test(key) ? random.int(2, 50) : random.int(10_000, 50_000);
    const got = compute('partitionFor', () => work.partitionFor(key, partitions));
    return { key, partitions, got, expected: truth(key, partitions) };
  });
  const wrong = answers.filter(({ got, expected }) => got !== expected);
  const [first] = wrong;
  if (!first) return;
  const hashOf = (key: string) => murmur2(Buffer.from(key));
  const about = () => {
    if (wrong.every(({ key }) => !/^[\w -]*$/.test(key))) return 'not-utf8';
    if (answers.every(({ key, partitions, got }) => got === (hashOf(key) & (0x7fffffff % partitions)))) {
      return 'missing-parentheses';
    }
    return wrong.every(({ key }) => hashOf(key) < 0) ? 'sign-bit' : 'wrong-partition';
  };
  fail(wrong.some(({ got }) => got < 0) ? 'negative-partition' : about(), {
    message: `partitionFor('${first.key}', ${first.partitions}) is not where Kafka puts this key.`,
    expected: first.expected,
    got: first.got,
  });
});

task('2. In order, also when the connection breaks', {}, async ({ work, random, kafka, wire, run, refused }) => {
  // So many that no way of spreading them puts all into one partition by chance.
  const merchants = drawMerchants(random, 14);
  const sales = drawSales(random, merchants, random.int(110, 140));
  wire.break('cut');
  const asGiven = structuredClone(sales);
  await run('sendInOrder', () => work.sendInOrder(kafka.client(), kafka.topic('ordered'), sales), survived);
  equal(sales, asGiven, 'touched', 'sendInOrder changes the list of sales that it was given.');
  const stored = await storedSales(kafka, 'ordered', sales);
  for (const merchantId of merchants) expectOrder(stored, merchantId);
  const used = new Set(stored.map(({ record }) => record.partition));
  if (used.size === 1) {
    const message = `The sales of all ${merchants.length} merchants lie in one partition.`;
    fail('all-in-one', { message, expected: 'several partitions', got: `only partition ${[...used][0]}` });
  }
  const toNowhere = () => work.sendInOrder(hasty(kafka), kafka.impossibleTopic, sales.slice(0, 3));
  await refused(`sendInOrder ${REFUSED}`, toNowhere);
});

/** With such a topic, a function ends with an error, and must still disconnect. */
const REFUSED = 'with the name of a topic that Kafka refuses';

/** A client whose calls fail at once. An idempotent producer needs one new attempt. */
const hasty = (kafka: KafkaLab) => kafka.client({ retries: 1 });

/** A producer that gives up has lost what it could not send. */
async function survived(sending: Promise<void>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    const broken = error instanceof Error && rootCause(error).name === 'KafkaJSConnectionError';
    if (!broken) throw error;
    fail('gave-up', { message: `The connection broke once, and the producer gave up: ${error.message}` });
  }
}

task('3. An express lane', {}, async ({ work, random, kafka, run, refused, compute }) => {
  const keys = drawMerchants(random, 12);
  const widths = [2, 3, 4, random.int(5, 40)];
  const choose = (partitions: number, key: string, lane?: string | Buffer) => {
    const message = { key, value: '', headers: lane === undefined ? {} : { lane } };
    return compute('lanes', () => work.lanes()({ topic: 'any', partitionMetadata: metadata(partitions), message }));
  };
  for (const partitions of widths) {
    for (const lane of ['express', Buffer.from('express')]) {
      const got = choose(partitions, keys[0] ?? '', lane);
      equal(got, 0, 'wrong-lane', `With ${partitions} partitions an express record is not sent to partition 0.`);
    }
    if (keys.some((key) => choose(partitions, key, 'normal') === 0)) {
      const message = `With ${partitions} partitions a normal record is sent to partition 0.`;
      fail('express-lane-used', { message, expected: '1 or more', got: 0 });
    }
    for (const lane of [undefined, '', 'Express', 'express-tomorrow', 'no express', Buffer.from('expres')]) {
      if (choose(partitions, keys[0] ?? '', lane) !== 0) continue;
      const which = lane === undefined ? 'without the header lane' : `with the header lane "${lane}"`;
      const message = `With ${partitions} partitions a record ${which} is sent to partition 0.`;
      fail('wrong-lane', { message, expected: '1 or more', got: 0 });
    }
  }
  const isRight = (partitions: number, key: string) =>
    choose(partitions, key, 'normal') === 1 + truth(key, partitions - 1);
  // Right for the topic as it is, and wrong for all others.
  const about = keys.every((key) => isRight(LANES, key)) ? 'fixed-count' : 'wrong-normal';
  for (const partitions of widths) {
    for (const key of keys) {
      const message = `With ${partitions} partitions the key '${key}' goes to another partition.`;
      equal(choose(partitions, key, 'normal'), 1 + truth(key, partitions - 1), about, message);
    }
  }
  const lasting = compute('lanes', () => work.lanes());
  for (const partitions of widths) {
    for (const key of keys) {
      const message = { key, value: '', headers: { lane: 'normal' } };
      const metadataNow = metadata(partitions);
      const got = compute('lanes', () => lasting({ topic: 'any', partitionMetadata: metadataNow, message }));
      const about = `One partitioner is asked again when there are ${partitions} partitions: the key '${key}' goes elsewhere.`;
      equal(got, 1 + truth(key, partitions - 1), 'place-remembered', about);
    }
  }
  const alone = choose(1, keys[0] ?? '', 'normal');
  equal(alone, 0, 'single-partition', 'With a single partition, everything goes to partition 0.');

  const sales = drawSales(random, drawMerchants(random, 5), 40);
  await run('sendInLanes', () => work.sendInLanes(kafka.client(), kafka.topic('lanes'), sales));
  for (const { record, sale } of await storedSales(kafka, 'lanes', sales)) {
    const lane = sale.express ? 'express' : 'normal';
    equal(record.headers.lane, lane, 'wrong-header', `The record of sale ${sale.saleId} has another header lane.`);
    equal(record.key, sale.merchantId, 'lane-key', `The key of sale ${sale.saleId} is not the merchant's id.`);
    const expected = sale.express ? 0 : 1 + truth(sale.merchantId, LANES - 1);
    equal(record.partition, expected, 'lane-missing', `A sale (${lane}) lies in another partition than lanes says.`);
  }
  const toNowhere = () => work.sendInLanes(hasty(kafka), kafka.impossibleTopic, sales.slice(0, 3));
  await refused(`sendInLanes ${REFUSED}`, toNowhere);
});

/** A merchant whose salted keys fill all partitions evenly, so that nobody needs luck. */
function drawHotMerchant(random: Random): string {
  for (;;) {
    const merchantId = drawMerchant(random);
    const partitions = Array.from({ length: SALTS }, (_, salt) => truth(`${merchantId}#${salt}`, WIDTH));
    if (Array.from({ length: WIDTH }, (_, p) => partitions.filter((q) => q === p).length).every((n) => n === 2)) {
      return merchantId;
    }
  }
}

task('4. A hot key, measured and mended', {}, async ({ work, random, kafka, run, refused, compute }) => {
  const counts = Array.from({ length: WIDTH }, () => random.int(5, 30));
  counts[random.int(0, WIDTH - 1)] = 60;
  // An empty partition counts, too.
  counts[(counts.indexOf(60) + 1) % WIDTH] = 0;
  const records = counts.flatMap((count, partition) =>
    Array.from({ length: count }, () => ({ value: '{}', partition })),
  );
  await kafka.send('skewed', records);
  const fullest = counts.indexOf(60);
  const deleted = random.int(20, 30);
  await kafka.admin.deleteTopicRecords({
    topic: kafka.topic('skewed'),
    partitions: [{ partition: fullest, offset: String(deleted) }],
  });
  const held = counts.map((count, partition) => (partition === fullest ? count - deleted : count));
  const skew = await run('measureSkew', () => work.measureSkew(kafka.client(), kafka.topic('skewed')));
  if (Math.abs(skew - skewOf(held)) > 1e-6) {
    fail(Math.abs(skew - skewOf(counts)) < 1e-6 ? 'high-is-no-count' : 'wrong-skew', {
      message: `The partitions hold ${held.join(', ')} records; the oldest in partition ${fullest} were deleted.`,
      expected: skewOf(held),
      got: skew,
    });
  }
  const empty = await run('measureSkew', () => work.measureSkew(kafka.client(), kafka.topic('salted')));
  equal(empty, 1, 'empty-topic', 'measureSkew is wrong about an empty topic.');
  await kafka.admin.deleteTopicRecords({
    topic: kafka.topic('skewed'),
    partitions: counts.flatMap((count, partition) => (count > 0 ? [{ partition, offset: String(count) }] : [])),
  });
  const emptied = await run('measureSkew', () => work.measureSkew(kafka.client(), kafka.topic('skewed')));
  equal(emptied, 1, 'empty-topic', 'measureSkew is wrong about a topic whose records were all deleted.');
  await refused(`measureSkew ${REFUSED}`, () => work.measureSkew(hasty(kafka), kafka.impossibleTopic));

  const hotMerchant = drawHotMerchant(random);
  // One of the cold is called almost as the hot one is.
  const cold = [...drawMerchants(random, 8), `${hotMerchant}-2`];
  const hot = new Set([hotMerchant]);
  const sales = drawSales(random, [...Array.from({ length: 24 }, () => hotMerchant), ...cold], 300);
  const [firstSale] = sales as [Sale];
  const sample = [
    ...sales.slice(0, 60),
    { ...firstSale, merchantId: hotMerchant, number: 2 ** 33 + random.int(1, 7) },
    { ...firstSale, merchantId: `${hotMerchant}-2` },
    { ...firstSale, merchantId: `007 ${random.word(4)}` },
  ];
  const keys = sample.map((sale) => compute('saltedKey', () => work.saltedKey(sale, hot)));
  // In another order: a counter comes round to the same keys otherwise.
  for (const [index, sale] of [...sample.entries()].toReversed()) {
    const again = compute('saltedKey', () => work.saltedKey({ ...sale }, hot));
    equal(again, keys[index], 'salt-not-repeatable', 'saltedKey gives the same sale another key the second time.');
  }
  equal([...hot], [hotMerchant], 'touched', 'saltedKey changes the set of hot merchants that it was given.');
  // Another day, another merchant is hot.
  const [, , otherHot = ''] = cold;
  for (const sale of sample.filter(({ merchantId }) => merchantId !== otherHot).slice(0, 5)) {
    const key = compute('saltedKey', () => work.saltedKey(sale, new Set([otherHot])));
    equal(key, sale.merchantId, 'cold-salted', 'saltedKey changes the key of a merchant who is not in this set hot.');
  }
  for (const [index, sale] of sample.entries()) {
    const key = keys[index] as string;
    const isHot = hot.has(sale.merchantId);
    if (!isHot) equal(key, sale.merchantId, 'cold-salted', 'saltedKey changes the key of a merchant who is not hot.');
    const expected = isHot ? `${sale.merchantId}#${sale.number % SALTS}` : sale.merchantId;
    equal(key, expected, 'wrong-salt', `saltedKey is wrong about sale ${sale.number} of a hot merchant.`);
    const merchant = compute('merchantOf', () => work.merchantOf(key));
    equal(merchant, sale.merchantId, 'wrong-merchant', `merchantOf('${key}') is not the merchant's id.`);
  }
  await run('sendSalted', () => work.sendSalted(kafka.client(), kafka.topic('salted'), sales, hot));
  const stored = await storedSales(kafka, 'salted', sales);
  for (const { record, sale } of stored) {
    const expected = hot.has(sale.merchantId) ? `${sale.merchantId}#${sale.number % SALTS}` : sale.merchantId;
    equal(record.key, expected, 'not-salted', 'A record in the topic has another key than saltedKey gives.');
  }
  for (const merchantId of cold) expectOrder(stored, merchantId);
  const toNowhere = () => work.sendSalted(hasty(kafka), kafka.impossibleTopic, sales.slice(0, 3), hot);
  await refused(`sendSalted ${REFUSED}`, toNowhere);
});

const skewOf = (counts: number[]) =>
  Math.max(...counts) / (counts.reduce((sum, count) => sum + count, 0) / counts.length);

task('5. More partitions', {}, async ({ work, random, kafka, run, refused, compute }) => {
  const name = `growing-${random.word(4)}`;
  const topic = kafka.topic(name);
  const before = random.int(3, 5);
  const after = before + random.int(1, before - 1);
  await kafka.create(topic, { partitions: before });
  await kafka.send(name, [{ value: '{}', partition: 0 }]);
  await run(
    'growTo',
    () => work.growTo(kafka.client(), topic, after),
    async (growing) => {
      await growing.catch((error: unknown) =>
        refusedBy(error, 'wrong-count', `${before} partitions shall become ${after}`),
      );
    },
  );
  await kafka.waitFor(async () => (await kafka.partitions(topic)) !== before);
  equal(await kafka.partitions(topic), after, 'wrong-count', 'The topic has another number of partitions.');
  // The new partitions may have no leader yet.
  const ends = () => kafka.admin.fetchTopicOffsets(topic).catch(() => []);
  if (!(await kafka.waitFor(async () => (await ends()).some(({ high }) => Number(high) > 0)))) {
    const message = 'The topic has grown, and the record that was in it is gone.';
    fail('old-records-gone', { message, expected: '1 record', got: 'none' });
  }

  await refused(`growTo ${REFUSED}`, () => work.growTo(hasty(kafka), kafka.impossibleTopic, after));

  for (const [from, to] of [
    [before, after],
    [after, 2 * after],
    [7, 7],
  ] as const) {
    const keys = drawMerchants(random, 80);
    const given = [...keys];
    const moved = compute('movedKeys', () => work.movedKeys(given, from, to));
    equal(given, keys, 'touched', 'movedKeys changes the list of keys that it was given.');
    const expected = keys.filter((key) => truth(key, from) !== truth(key, to));
    const message = `From ${from} to ${to} partitions, ${expected.length} of ${keys.length} keys move.`;
    // In which order they are listed says nothing.
    equal([...moved].sort(), [...expected].sort(), 'wrong-moved', message);
  }
});

/** A compacted topic takes no record without a key, and kafkajs none without a value, where null is one. */
async function taken(sending: Promise<void>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const cause = rootCause(error);
    if ('type' in cause && cause.type === 'INVALID_RECORD') refusedBy(error, 'no-key', 'The record has no key');
    if (!/without value/.test(cause.message)) throw error;
    fail('no-tombstone', {
      message: 'kafkajs refuses a record whose value is undefined.',
      expected: null,
      got: 'undefined',
    });
  }
}

/** What Kafka refuses is the learner's mistake here. */
function refusedBy(error: unknown, id: string, message: string): never {
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) throw error;
  fail(id, { message: `${message}, and Kafka refused: ${error.message}` });
}

task('6. Only the newest of each key', {}, async ({ work, random, kafka, run, refused }) => {
  const topic = kafka.topic(`profiles-${random.word(4)}`);
  const partitions = random.int(2, 5);
  await run('createProfiles', () => work.createProfiles(kafka.client(), topic, partitions), despiteLeaderWait);
  if (!(await kafka.waitFor(async () => (await kafka.partitions(topic)) === partitions))) {
    const got = `${await kafka.partitions(topic)} partitions`;
    fail('topic-missing', { message: 'createProfiles made no such topic.', expected: `${partitions} partitions`, got });
  }
  const policyOf = () => kafka.setting(topic, 'cleanup.policy');
  await kafka.waitFor(async () => (await policyOf()) === 'compact', SETTING_MS);
  const policy = await policyOf();
  equal(policy, 'compact', 'not-compacted', 'The topic has another cleanup.policy.');

  await refused(`createProfiles ${REFUSED}`, () =>
    work.createProfiles(hasty(kafka), kafka.impossibleTopic, partitions),
  );

  const merchantId = drawMerchant(random);
  const neighbour = { merchantId: drawMerchant(random), name: ' Café „Zum Löwen“, Inh. J. van der Meer-Öztürk ' };
  const profiles: Profile[] = [
    { merchantId, name: random.word(6) },
    { merchantId, name: '' },
  ];
  for (const profile of [neighbour, ...profiles]) {
    await run('saveProfile', () => work.saveProfile(kafka.client(), kafka.topic('profiles'), profile), taken);
  }
  await run('forgetMerchant', () => work.forgetMerchant(kafka.client(), kafka.topic('profiles'), merchantId), taken);

  const stored = await kafka.records('profiles');
  const nameIn = ({ value }: StoredRecord) => (parse(value) as Profile | null)?.merchantId;
  for (const record of stored) {
    const isNeighbours = nameIn(record) === neighbour.merchantId;
    const expected = isNeighbours ? neighbour.merchantId : merchantId;
    equal(record.key, expected, 'wrong-key', 'A record of this merchant has another key.');
  }
  const own = stored.filter(({ key }) => key === merchantId);
  const [tombstone, ...others] = own.filter((record) => nameIn(record) !== merchantId);
  const saved = stored.filter((record) => nameIn(record) !== undefined).map(({ value }) => parse(value));
  const ofMerchant = (list: unknown[]) => list.filter((one) => (one as Profile).merchantId === merchantId);
  equal(ofMerchant(saved), profiles, 'wrong-profile', 'The topic holds other profiles.');
  equal(saved.length, 3, 'wrong-profile', 'The topic holds more or fewer profiles than were saved.');
  const kept = saved.find((one) => (one as Profile).merchantId === neighbour.merchantId);
  equal(kept, neighbour, 'wrong-profile', 'The topic holds other profiles.');
  if (!tombstone || tombstone.value !== null) {
    const got = tombstone ? `the text "${tombstone.value}"` : 'no record';
    fail('no-tombstone', {
      message: 'After forgetMerchant there is no tombstone.',
      expected: 'null as the value',
      got,
    });
  }
  if (others.length > 0) fail('no-tombstone', { message: 'forgetMerchant writes more than one record.' });
  const home = own.find((record) => record !== tombstone)?.partition;
  if (tombstone.partition !== home) {
    fail('tombstone-elsewhere', {
      message: 'The tombstone lies in another partition than the profiles that it is to delete.',
      expected: `partition ${home}`,
      got: `partition ${tombstone.partition}`,
    });
  }
  const [, last] = profiles as [Profile, Profile];
  await run('saveProfile', () => work.saveProfile(kafka.client(), kafka.topic('profiles'), last), taken);
  const newest = (await kafka.records('profiles')).findLast(({ key }) => key === merchantId);
  const back = newest === undefined ? undefined : parse(newest.value);
  equal(
    back,
    last,
    'not-saved-again',
    'A merchant was forgotten and saved again, and the newest record is not the profile.',
  );
  await refused(`saveProfile ${REFUSED}`, () => work.saveProfile(hasty(kafka), kafka.impossibleTopic, neighbour));
  await refused(`forgetMerchant ${REFUSED}`, () =>
    work.forgetMerchant(hasty(kafka), kafka.impossibleTopic, merchantId),
  );
});
