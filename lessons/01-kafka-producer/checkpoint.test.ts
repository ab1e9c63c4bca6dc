import {
  despiteLeaderWait,
  equal,
  fail,
  lesson,
  type Random,
  rootCause,
  type StoredRecord,
  type Wire,
} from '@workbook/checkpoints/harness';
import type { Message } from 'kafkajs';
import type { Click, Order } from './order.js';
import type * as Solution from './solution.js';

const DAY_MS = 86_400_000;
const HEADERS = { 'content-type': 'application/json', source: 'shop' };
/** How long a broker may take to know a changed setting that it has already confirmed. */
const SETTING_MS = 5_000;
/** More than this does the topic of task 6 not take, in bytes. */
const LARGEST = 2_000;

const { task } = lesson<typeof Solution>({
  needs: ['kafka'],
  topics: {
    orders: { partitions: 2 },
    clicks: { partitions: 2 },
    many: { partitions: 2 },
    cut: { partitions: 2 },
    unanswered: { partitions: 2 },
    small: { partitions: 2, config: { 'max.message.bytes': String(LARGEST) } },
  },
  hints: {
    'wrong-key': "The key decides on the partition, and so on the order: it has to be the customer's id, as a text.",
    'value-not-json': 'Kafka stores bytes. JSON.stringify(order) makes a text of the whole order.',
    'wrong-headers': 'Headers are an object beside key and value: names and texts, exactly as the task gives them.',
    'wrong-timestamp':
      "Take order.paidAt, as a text of digits. Without a timestamp the record gets the producer's clock.",
    'wrong-topic': 'The function is told the name: { topics: [{ topic, … }] }, without quotes around topic.',
    'topic-missing': 'admin.createTopics takes a list: { topics: [{ topic, numPartitions, configEntries }] }.',
    'wrong-partitions': 'The number of partitions is numPartitions, beside the name of the topic.',
    'wrong-retention': "Settings of a topic go into configEntries: [{ name: 'retention.ms', value: '86400000' }].",
    'wrong-description':
      'admin.fetchTopicMetadata knows the partitions, admin.describeConfigs the settings, as a text. Ask the broker, and ' +
      'return two numbers.',
    'topic-still-there': 'admin.deleteTopics takes a list of names: { topics: [topic] }.',
    'order-missing': 'The promise of send() resolves when the broker has the record. Is it awaited, with this topic?',
    'not-a-record-each':
      'Each order is a record of its own: send({ topic, messages: orders.map(toMessage) }), and await it.',
    'value-unreadable':
      'The value stays the JSON of task 1. send() compresses the whole batch, and whoever reads it notices nothing.',
    'order-doubled': 'The record was sent twice. Send it once.',
    'wrong-record': 'Use toMessage(order) from task 1 for the record.',
    'wrong-acks-order': 'acks: -1 means all in-sync replicas, 1 only the leader, 0 nobody. An order must not get lost.',
    'wrong-acks-click':
      'acks: 0 sends and does not ask for an answer. What gets lost then, nobody notices: fine for a click.',
    'too-many-requests':
      'One call of send() with all messages makes one request. A call per order makes one request each.',
    'not-compressed':
      'send() takes compression: CompressionTypes.GZIP. Many similar records in one batch compress best.',
    'lost-on-cut':
      'The connection broke in the middle of a request. The producer must try again: leave its retries as they are.',
    'lost-silently':
      'An error that is caught and not thrown again loses orders without a word. So do several sends at once: await one ' +
      'before the next, or put all orders into one.',
    'idempotence-refused':
      'Without confirmation and new attempts nothing can be promised. Leave acks and retries of an idempotent producer ' +
      'as they are.',
    doubled:
      'The broker had the records, and its answer got lost; sent again, they are there twice. An idempotent producer ' +
      'numbers its batches: kafka.producer({ idempotent: true, maxInFlightRequests: 1 }).',
    'order-changed': 'Records of one key changed places. Only one request may be on its way: maxInFlightRequests: 1.',
    'refusal-not-reported':
      'The error of send() has MESSAGE_TOO_LARGE as its type, on itself or on its cause. Collect that order.',
    'guessed-limit': 'Only Kafka knows what it takes. Send each order, and look at the error that comes.',
    'no-list': 'Collect the refused orders in a list, and return it, also when it is empty.',
    'others-not-sent':
      'One refused order must not stop the others: put try and catch around each send, inside the loop.',
    'error-swallowed': 'Collect MESSAGE_TOO_LARGE only. Throw every other error again, or nobody hears of it.',
  },
});

function drawOrder(random: Random, customers = 20): Order {
  return {
    orderId: random.word(8),
    customerId: `customer-${random.int(1, customers)}`,
    product: random.pick(['lamp', 'chair', 'café set', 'kettle', 'shelf']),
    amount: random.int(100, 99_999) / 100,
    paidAt: Date.UTC(2026, 0, 1) + random.int(0, 10_000_000),
  };
}

const drawOrders = (random: Random, count: number) => Array.from({ length: count }, () => drawOrder(random));

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return text;
  }
}

/** Key, value and headers may be bytes: Kafka knows nothing else. */
const textOf = (value: unknown) => (Buffer.isBuffer(value) ? value.toString() : value);

const textsOf = (headers: Message['headers']) =>
  headers && Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, textOf(value)]));

const idsOf = (records: StoredRecord[]) => records.map((record) => (parse(record.value) as Order | null)?.orderId);

/** Every order once and whole. */
function expectOrders(records: StoredRecord[], orders: Order[], missing: string, doubled: string): void {
  const unreadable = records.filter(({ value }) => typeof parse(value) === 'string').length;
  if (unreadable > 0) {
    const message = 'The values of records in the topic are no JSON.';
    fail('value-unreadable', { message, expected: 'none', got: `${unreadable} of ${records.length} records` });
  }
  const stored = idsOf(records);
  const lost = orders.filter((order) => !stored.includes(order.orderId));
  if (lost.length > 0) {
    const again = stored.length - new Set(stored).size;
    fail(missing, {
      message: `${lost.length} of ${orders.length} orders are not in the topic.`,
      expected: `${orders.length} records`,
      got: `${records.length} records${again > 0 ? `, ${again} of them a second time` : ''}`,
    });
  }
  if (records.length > orders.length) {
    fail(doubled, {
      message: `${records.length - orders.length} records are in the topic a second time.`,
      expected: `${orders.length} records`,
      got: `${records.length} records`,
    });
  }
  for (const order of orders) {
    const record = records.find(({ value }) => (parse(value) as Order).orderId === order.orderId);
    equal(
      record?.key,
      order.customerId,
      'wrong-record',
      'The key of the record in the topic is not the one of task 1.',
    );
    equal(
      parse(record?.value ?? null),
      order,
      'wrong-record',
      'The value of the record in the topic is another order.',
    );
    equal(
      record?.timestamp,
      order.paidAt,
      'wrong-record',
      'The time of the record in the topic is not the one of task 1.',
    );
    equal(record?.headers, HEADERS, 'wrong-record', 'The headers of the record in the topic are not those of task 1.');
  }
}

task('1. An order becomes a record', { pure: true }, ({ work, random, compute }) => {
  const order = drawOrder(random);
  const message = compute('toMessage', () => work.toMessage(order));
  equal(textOf(message?.key), order.customerId, 'wrong-key', "The record's key is not the customer's id.");
  equal(parse(String(message.value)), order, 'value-not-json', "The record's value is not the order as JSON.");
  equal(textsOf(message.headers), HEADERS, 'wrong-headers', "The record's headers are not those of the task.");
  equal(
    message.timestamp,
    String(order.paidAt),
    'wrong-timestamp',
    "The record's timestamp is not the time of payment.",
  );
});

task('2. A topic is created, described and deleted', {}, async ({ work, random, kafka, wire, run }) => {
  const topic = kafka.topic(`own-${random.word(4)}`);
  await run('createTopic', () => work.createTopic(kafka.client(), topic), despiteLeaderWait);
  const created = wire.of('CreateTopics')[0]?.topics?.[0];
  if (created !== undefined && created !== topic) {
    fail('wrong-topic', {
      message: 'createTopic made a topic, but not the one that it was asked for.',
      expected: topic,
      got: created,
    });
  }
  const exists = created === topic && (await kafka.waitFor(async () => (await kafka.partitions(topic)) > 0));
  if (!exists)
    fail('topic-missing', { message: 'After createTopic the broker does not know the topic.', expected: topic });
  equal(await kafka.partitions(topic), 3, 'wrong-partitions', 'The topic has another number of partitions.');
  const retentionOf = async () => Number(await kafka.setting(topic, 'retention.ms'));
  await kafka.waitFor(async () => (await retentionOf()) === DAY_MS, SETTING_MS);
  const retention = await retentionOf();
  equal(retention, DAY_MS, 'wrong-retention', 'The topic keeps its records for another time (retention.ms).');

  const other = {
    name: kafka.topic(`other-${random.word(4)}`),
    partitions: random.int(4, 9),
    retention: random.int(1, 9) * 3_600_000,
  };
  await kafka.create(other.name, { partitions: other.partitions, config: { 'retention.ms': String(other.retention) } });
  const description = await run('describeTopic', () => work.describeTopic(kafka.client(), other.name));
  const expected = { partitions: other.partitions, retentionMs: other.retention };
  equal(description, expected, 'wrong-description', 'describeTopic says something else than the broker.');

  await run('deleteTopic', () => work.deleteTopic(kafka.client(), topic));
  const asked = wire.of('DeleteTopics').length > 0;
  if (!asked || !(await kafka.waitFor(async () => (await kafka.partitions(topic)) === 0))) {
    fail('topic-still-there', { message: 'After deleteTopic the broker still has the topic.' });
  }
  const toNowhere = () => work.createTopic(kafka.client(), `${kafka.topic('no')} such name`);
  await run(`createTopic ${REFUSED}`, toNowhere, succeeded);
});

/** With such a topic, a function ends with an error, and must still disconnect. */
const REFUSED = 'with the name of a topic that Kafka refuses';

const succeeded = (promise: Promise<unknown>) =>
  promise.then(
    () => true,
    () => false,
  );

/** A function that is through before anything went out has not waited for send(). */
function expectSent(name: string, wire: Wire): (sending: Promise<void>) => Promise<void> {
  return async (sending) => {
    await sending;
    if (wire.of('Produce').length > 0) return;
    fail('forgotten-await', { message: `${name} has ended, and nothing was sent until then.` });
  };
}

/** The answer to a request that waits this long, in ms, comes too late for whoever does not wait for it. */
const LATE_MS = 60;

/** A function that wants a confirmation and is through before the broker has answered has not waited for send(). */
function expectConfirmed(name: string, wire: Wire): (sending: Promise<void>) => Promise<void> {
  return async (sending) => {
    await expectSent(name, wire)(sending);
    if (wire.of('Produce').every(({ answered, produce }) => answered || produce?.acks === 0)) return;
    fail('forgotten-await', { message: `${name} has ended, and the broker has not confirmed the order yet.` });
  };
}

task('3. Who has to confirm: orders and clicks', {}, async ({ work, random, kafka, wire, run }) => {
  const order = drawOrder(random);
  wire.break('delay', 'Produce', LATE_MS);
  const sendOrder = () => work.sendOrder(kafka.client(), kafka.topic('orders'), order);
  await run('sendOrder', sendOrder, expectConfirmed('sendOrder', wire));
  expectOrders(await kafka.records('orders'), [order], 'order-missing', 'order-doubled');
  equal(
    wire.of('Produce')[0]?.produce?.acks,
    -1,
    'wrong-acks-order',
    'sendOrder asks for another confirmation (acks).',
  );
  const toNowhere = () => work.sendOrder(kafka.client(), `${kafka.topic('no')} such name`, order);
  await run(`sendOrder ${REFUSED}`, toNowhere, succeeded);

  wire.clear();
  const click: Click = { customerId: `customer-${random.int(1, 99)}`, page: `/${random.word(6)}` };
  const sendClick = () => work.sendClick(kafka.client(), kafka.topic('clicks'), click);
  await run('sendClick', sendClick, expectSent('sendClick', wire));
  const acks = wire.of('Produce')[0]?.produce?.acks;
  equal(acks, 0, 'wrong-acks-click', 'sendClick waits for a confirmation (acks).');
  // Nobody confirms a click, so nothing tells when it is there: look until it is.
  const [record] = await kafka.until('clicks', (records) => records.length > 0, 15_000);
  if (!record) fail('order-missing', { message: 'The click is not in the topic.', expected: click });
  equal(record.key, click.customerId, 'wrong-key', "The click's key is not the customer's id.");
  equal(parse(record.value), click, 'value-not-json', "The click's value is not the click as JSON.");
});

task('4. Many orders in one request', {}, async ({ work, random, kafka, wire, run }) => {
  const orders = drawOrders(random, random.int(300, 400));
  const sendMany = () => work.sendMany(kafka.client(), kafka.topic('many'), orders);
  await run('sendMany', sendMany, expectSent('sendMany', wire));
  const requests = wire.of('Produce');
  if (requests.length > 1) {
    fail('too-many-requests', {
      message: `${requests.length} requests reached the broker for ${orders.length} orders.`,
      expected: '1 Produce request',
      got: `${requests.length} Produce requests`,
    });
  }
  expectOrders(await kafka.records('many'), orders, 'not-a-record-each', 'order-doubled');
  const codecs = requests.flatMap(({ produce }) => produce?.batches ?? []).map(({ compression }) => compression);
  const other = codecs.find((codec) => codec !== 'gzip');
  if (other)
    fail('not-compressed', {
      message: 'The batches on the wire are not compressed with gzip.',
      expected: 'gzip',
      got: other,
    });
});

task('5. Nothing lost, nothing doubled', {}, async ({ work, random, kafka, wire, run }) => {
  const first = drawOrders(random, 40);
  wire.break('cut');
  await run('sendSafely', () => work.sendSafely(kafka.client(), kafka.topic('cut'), first), survived);
  expectOrders(await kafka.records('cut'), first, 'lost-silently', 'doubled');

  wire.clear();
  const second = drawOrders(random, 40);
  wire.break('drop answer');
  await run('sendSafely', () => work.sendSafely(kafka.client(), kafka.topic('unanswered'), second), survived);
  const records = await kafka.records('unanswered');
  expectOrders(records, second, 'lost-silently', 'doubled');
  for (const customer of new Set(second.map((order) => order.customerId))) {
    const sent = second.filter((order) => order.customerId === customer).map((order) => order.orderId);
    const stored = idsOf(records.filter((record) => record.key === customer));
    equal(stored, sent, 'order-changed', `The orders of ${customer} are in the topic in another order.`);
  }
});

/** A producer that gives up has lost what it could not send. */
async function survived(sending: Promise<void>): Promise<void> {
  try {
    await sending;
  } catch (error) {
    if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) throw error;
    // What kafkajs refuses before it sends anything has nothing to do with the connection.
    if (/idempotent/i.test(rootCause(error).message)) {
      fail('idempotence-refused', { message: `kafkajs refuses to send: ${error.message}` });
    }
    fail('lost-on-cut', { message: `The connection broke once, and the producer gave up: ${error.message}` });
  }
}

task('6. What Kafka refuses', {}, async ({ work, random, kafka, run }) => {
  const orders = drawOrders(random, 6);
  const heavy = orders.filter((_, index) => index === 1 || index === 4);
  for (const order of heavy) order.product = random.word(2 * LARGEST);
  // Large, and not too large: whoever guesses the limit guesses wrong.
  const large = orders[3] as Order;
  large.product = random.word(0.75 * LARGEST);
  const sendOrReport = () => work.sendOrReport(kafka.client(), kafka.topic('small'), orders);
  const refused = await run('sendOrReport', sendOrReport, reported);
  const stored = idsOf(await kafka.records('small'));
  const light = orders.filter((order) => !heavy.includes(order)).map((order) => order.orderId);
  const missing = light.filter((id) => !stored.includes(id));
  if (missing.length > 0) {
    fail(missing.every((id) => id === large.orderId) ? 'guessed-limit' : 'others-not-sent', {
      message: 'Orders that Kafka would have taken are not in the topic.',
      expected: light,
      got: stored,
    });
  }
  if (!Array.isArray(refused)) {
    fail('no-list', { message: 'sendOrReport returns no list.', expected: 'a list of orders', got: refused });
  }
  const ids = (list: Order[]) => list.map((order) => order?.orderId);
  equal(
    ids(refused),
    ids(heavy),
    'refusal-not-reported',
    'sendOrReport does not return the orders that Kafka refused.',
  );

  const nowhere = `${kafka.topic('no')} such topic ${random.word(4)}`;
  const toNowhere = () => work.sendOrReport(kafka.client(), nowhere, drawOrders(random, 1));
  if (await run(`sendOrReport ${REFUSED}`, toNowhere, succeeded)) {
    fail('error-swallowed', {
      message: 'Kafka refuses the name of the topic, and sendOrReport says nothing about it.',
      expected: 'an error',
      got: 'a return value',
    });
  }
});

async function reported(sending: Promise<Order[]>): Promise<Order[]> {
  try {
    return await sending;
  } catch (error) {
    if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) throw error;
    fail('refusal-not-reported', {
      message: `The refusal ended sendOrReport: ${error.message}`,
      expected: 'the refused orders',
    });
  }
}
