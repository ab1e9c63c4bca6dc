import {
  despiteLeaderWait,
  equal,
  fail,
  lesson,
  type Random,
  rootCause,
  type StoredRecord,
  type Wire,
  type WireRequest,
} from '@workbook/checkpoints/harness';
import type { Message } from 'kafkajs';
import type { Click, Order } from './order.js';
import type * as Solution from './solution.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
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
    small: {
      partitions: 2,
      config: { 'max.message.bytes': String(LARGEST), 'message.timestamp.after.max.ms': String(HOUR_MS) },
    },
  },
  advice: {
    'wrong-key': "The key decides on the partition, and so on the order: it has to be the customer's id, as a text.",
    'value-not-json': 'Kafka stores bytes. JSON.stringify(order) makes a text of the whole order.',
    'order-touched':
      'The orders belong to whoever called. Make a new object or list ({ ...order }, [...orders]), and leave theirs as it is.',
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
    'wrong-topic-deleted': 'Delete the topic that the function was told, and no other: { topics: [topic] }.',
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
    'not-one-by-one':
      'One send for each order, and await it before the next: for (const order of orders) { … await producer.send(…) … }.',
    'guessed-limit': 'Only Kafka knows what it takes. Send each order, and look at the error that comes.',
    'no-list': 'Collect the refused orders in a list, and return it, also when it is empty.',
    'others-not-sent':
      'One refused order must not stop the others: put try and catch around each send, inside the loop.',
    'error-swallowed': 'Collect MESSAGE_TOO_LARGE only. Throw every other error again, or nobody hears of it.',
  },
});

/** As customers and products are called: capitals, spaces, umlauts, digits alone, one name that begins another, none at all. */
const CUSTOMERS = [
  '007',
  'customer-1',
  'customer-10',
  'Customer-1',
  ' Zoë van der Meer-Öztürk zu Hohenlohe ',
  'O’Neill, J.',
];
const PRODUCTS = ['lamp', 'Café Set für 12 Personen, weiß', '', ' chair ', 'shelf "Ä/Ö" \\ 80 × 30 cm, oak, oiled'];

function drawOrder(random: Random): Order {
  return {
    orderId: random.word(8),
    customerId: random.pick([...CUSTOMERS, `customer-${random.int(1, 20)}`]),
    product: random.pick(PRODUCTS),
    amount: random.pick([random.int(100, 99_999), random.int(1, 99), random.int(2 ** 39, 2 ** 40), 0]) / 100,
    // Across the last days of a year: days and years have other borders elsewhere.
    paidAt: Date.UTC(2025, 11, 31) + random.int(0, 2 * DAY_MS),
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
  for (const order of drawOrders(random, 40)) {
    const asGiven = structuredClone(order);
    const message = compute('toMessage', () => work.toMessage(order));
    equal(order, asGiven, 'order-touched', 'toMessage changes the order that it was given.');
    equal(textOf(message?.key), order.customerId, 'wrong-key', "The record's key is not the customer's id.");
    equal(parse(String(message.value)), order, 'value-not-json', "The record's value is not the order as JSON.");
    equal(textsOf(message.headers), HEADERS, 'wrong-headers', "The record's headers are not those of the task.");
    const late = "The record's timestamp is not the time of payment.";
    equal(message.timestamp, String(order.paidAt), 'wrong-timestamp', late);
  }
});

task('2. A topic is created, described and deleted', {}, async ({ work, random, kafka, wire, run, refused }) => {
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

  // Its name begins as the other's does, and its records are kept for more ms than 32 bits hold.
  const other = {
    name: `${topic}-${random.word(4)}`,
    partitions: random.int(4, 9),
    retention: random.int(30, 90) * DAY_MS + random.int(1, 999),
  };
  await kafka.create(other.name, { partitions: other.partitions, config: { 'retention.ms': String(other.retention) } });
  const topics = [{ name: topic, partitions: 3, retention: DAY_MS }, other];
  for (const { name, partitions, retention: retentionMs } of topics) {
    const description = await run('describeTopic', () => work.describeTopic(kafka.client(), name));
    const expected = { partitions, retentionMs };
    equal(description, expected, 'wrong-description', 'describeTopic says something else than the broker.');
  }

  await run('deleteTopic', () => work.deleteTopic(kafka.client(), topic));
  const asked = wire.of('DeleteTopics').flatMap((request) => request.topics ?? []);
  if (!asked.includes(topic) || !(await kafka.waitFor(async () => (await kafka.partitions(topic)) === 0))) {
    fail('topic-still-there', { message: 'After deleteTopic the broker still has the topic.' });
  }
  if (asked.length > 1) {
    const message = 'deleteTopic deletes more than the one topic, and once.';
    fail('wrong-topic-deleted', { message, expected: topic, got: asked });
  }
  const nowhere = kafka.impossibleTopic;
  const hasty = () => kafka.client({ retries: 0 });
  await refused(`createTopic ${REFUSED}`, () => work.createTopic(hasty(), nowhere));
  await refused(`describeTopic ${REFUSED}`, () => work.describeTopic(hasty(), nowhere));
  await refused('deleteTopic, after the topic is gone,', () => work.deleteTopic(hasty(), topic));
});

/** With such a topic, a function ends with an error, and must still disconnect. */
const REFUSED = 'with the name of a topic that Kafka refuses';

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

task('3. Who has to confirm: orders and clicks', {}, async ({ work, random, kafka, wire, run, refused }) => {
  const orders = ['Lamp', ''].map((product) => ({ ...drawOrder(random), product }));
  wire.break('delay', 'Produce', LATE_MS);
  for (const order of orders) {
    const sendOrder = () => work.sendOrder(kafka.client(), kafka.topic('orders'), order);
    await run('sendOrder', sendOrder, expectConfirmed('sendOrder', wire));
  }
  expectOrders(await kafka.records('orders'), orders, 'order-missing', 'order-doubled');
  for (const { produce } of wire.of('Produce')) {
    equal(produce?.acks, -1, 'wrong-acks-order', 'sendOrder asks for another confirmation (acks).');
  }
  const [order] = orders as [Order];
  const hasty = () => kafka.client({ retries: 0 });
  await refused(`sendOrder ${REFUSED}`, () => work.sendOrder(hasty(), kafka.impossibleTopic, order));

  wire.clear();
  const clicks: Click[] = ['/', `/Über uns?q=${random.word(6)}`].map((page) => {
    return { customerId: random.pick(CUSTOMERS), page };
  });
  for (const click of clicks) {
    const sendClick = () => work.sendClick(kafka.client(), kafka.topic('clicks'), click);
    await run('sendClick', sendClick, expectSent('sendClick', wire));
  }
  for (const { produce } of wire.of('Produce')) {
    equal(produce?.acks, 0, 'wrong-acks-click', 'sendClick waits for a confirmation (acks).');
  }
  // Nobody confirms a click, so nothing tells when it is there: look until it is.
  const records = await kafka.until('clicks', (stored) => stored.length >= clicks.length, 15_000);
  for (const click of clicks) {
    const pageOf = ({ value }: StoredRecord) => (parse(value) as Click | null)?.page;
    const record = records.find((stored) => pageOf(stored) === click.page) ?? records[0];
    if (!record) fail('order-missing', { message: 'The click is not in the topic.', expected: click });
    equal(parse(record.value), click, 'value-not-json', "The click's value is not the click as JSON.");
    equal(record.key, click.customerId, 'wrong-key', "The click's key is not the customer's id.");
  }
  const [click] = clicks as [Click];
  await refused(`sendClick ${REFUSED}`, () => work.sendClick(hasty(), kafka.impossibleTopic, click));
});

task('4. Many orders in one request', {}, async ({ work, random, kafka, wire, run, refused }) => {
  // Many, and then so few that nobody would bother: both are one request, and compressed.
  const groups = [drawOrders(random, random.int(300, 400)), drawOrders(random, random.int(2, 5))];
  for (const orders of groups) {
    wire.clear();
    const asGiven = structuredClone(orders);
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
    equal(orders, asGiven, 'order-touched', 'sendMany changes the list of orders that it was given.');
    expectConfirmation('sendMany', wire);
    const ids = new Set(orders.map(({ orderId }) => orderId));
    const stored = await kafka.records('many');
    const own = stored.filter(({ value }) => ids.has((parse(value) as Order | null)?.orderId ?? ''));
    const others = groups.length === 2 && orders === groups[1] ? stored.length - own.length : 0;
    expectOrders(others > 0 ? own : stored, orders, 'not-a-record-each', 'order-doubled');
    const codecs = requests.flatMap(({ produce }) => produce?.batches ?? []).map(({ compression }) => compression);
    const other = codecs.find((codec) => codec !== 'gzip');
    if (other) {
      const message = 'The batches on the wire are not compressed with gzip.';
      fail('not-compressed', { message, expected: 'gzip', got: other });
    }
  }
  const toNowhere = () => work.sendMany(kafka.client({ retries: 0 }), kafka.impossibleTopic, drawOrders(random, 2));
  await refused(`sendMany ${REFUSED}`, toNowhere);
});

/** Without an answer, an order may be lost, and nobody hears of it. */
function expectConfirmation(name: string, wire: Wire): void {
  const unconfirmed = wire.of('Produce').some(({ produce }) => produce?.acks === 0);
  if (unconfirmed)
    fail('wrong-acks-order', { message: `${name} sends orders without asking for a confirmation (acks).` });
}

task('5. Nothing lost, nothing doubled', {}, async ({ work, random, kafka, wire, run, refused }) => {
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
  // Without any new attempt, kafkajs makes no idempotent producer.
  const toNowhere = () => work.sendSafely(kafka.client({ retries: 1 }), kafka.impossibleTopic, first);
  await refused(`sendSafely ${REFUSED}`, toNowhere);
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

task('6. What Kafka refuses', {}, async ({ work, random, kafka, wire, run, refused }) => {
  const orders = drawOrders(random, 6);
  const heavy = orders.filter((_, index) => index === 1 || index === 4);
  for (const order of heavy) order.product = random.word(2 * LARGEST);
  // Large, and not too large: whoever guesses the limit guesses wrong.
  const large = orders[3] as Order;
  large.product = random.word(0.75 * LARGEST);
  const sendOrReport = () => work.sendOrReport(kafka.client(), kafka.topic('small'), orders);
  const asGiven = structuredClone(orders);
  const returned = await run('sendOrReport', sendOrReport, reported);
  equal(orders, asGiven, 'order-touched', 'sendOrReport changes the list of orders that it was given.');
  expectConfirmation('sendOrReport', wire);
  expectOneByOne(wire);
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
  if (!Array.isArray(returned)) {
    fail('no-list', { message: 'sendOrReport returns no list.', expected: 'a list of orders', got: returned });
  }
  equal(returned, heavy, 'refusal-not-reported', 'sendOrReport does not return the orders that Kafka refused.');
  const doubled = light.filter((id) => stored.filter((one) => one === id).length > 1);
  if (doubled.length > 0) {
    fail('order-doubled', { message: 'Orders are in the topic a second time.', expected: 'none', got: doubled });
  }

  // Kafka refuses this one, too, and not for its size: its time is more than an hour ahead.
  const early = { ...drawOrder(random), paidAt: Date.now() + 3 * HOUR_MS };
  const tooEarly = () => work.sendOrReport(kafka.client(), kafka.topic('small'), [early]);
  await refused('sendOrReport, with an order that is paid three hours from now,', tooEarly);
  const toNowhere = () => work.sendOrReport(kafka.client(), kafka.impossibleTopic, drawOrders(random, 1));
  await refused(`sendOrReport ${REFUSED}`, toNowhere);
  // What was refused before is no part of this list.
  const again = await run('sendOrReport', () =>
    work.sendOrReport(kafka.client(), kafka.topic('small'), drawOrders(random, 1)),
  );
  equal(again, [], 'refusal-not-reported', 'Kafka took the only order, and sendOrReport returns another list than [].');
});

/** Each order in a request of its own, which is answered before the next one goes out. */
function expectOneByOne(wire: Wire): void {
  const requests = wire.of('Produce');
  const count = ({ produce }: WireRequest) => (produce?.batches ?? []).reduce((sum, { records }) => sum + records, 0);
  const many = requests.find((request) => count(request) > 1);
  if (many) {
    const message = 'sendOrReport puts several orders into one request: if Kafka refuses one, it refuses all.';
    fail('not-one-by-one', { message, expected: '1 order', got: `${count(many)} orders` });
  }
  const early = requests.some(({ askedAt }, at) => at > 0 && askedAt < (requests[at - 1]?.answeredAt ?? Infinity));
  if (early) {
    const message = 'sendOrReport sends an order while the one before is still on its way.';
    fail('not-one-by-one', { message, expected: 'one after the other', got: 'several at once' });
  }
}

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
