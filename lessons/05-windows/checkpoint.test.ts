import { inspect } from 'node:util';
import {
  equal,
  type FlinkLab,
  fail,
  type JobGraph,
  type KafkaLab,
  lesson,
  type Random,
  type StoredRecord,
  type WindowNode,
  whileTimeMoves,
} from '@workbook/checkpoints/harness';
import { BEGIN, drawOrders, LAST_BEGINS, MINUTE, SECOND, SLIDE, sentinels, truthOf } from './.check/orders.js';
import type { CategoryTotal, Order, TopCategories, UserTotal, Visit, WindowsArgs } from './order.js';
import type * as Solution from './solution.js';

const { task } = lesson<typeof Solution>({
  needs: ['kafka', 'jobmanager', 'taskmanager'],
  topics: {
    orders: { partitions: 2 },
    'user-totals': { partitions: 1 },
    'category-totals': { partitions: 1 },
    visits: { partitions: 1 },
    'top-categories': { partitions: 1 },
  },
  advice: {
    'shared-accumulator':
      'createAccumulator is called for every window of every key. Make a new object each time: return { orders: 0, amount: 0 }.',
    'wrong-aggregate': 'An empty total has 0 orders. Each order adds 1 to orders, and its amount to amount.',
    'accumulator-keeps-all':
      'Keep the count and the sum, not the orders: { orders: total.orders + 1, amount: total.amount + order.amount }.',
    'wrong-merge': 'Both totals count: add their orders, and add their amounts.',
    remembers:
      'The answer must come from what the function is given now. Is something kept in a variable outside of it, from an earlier call or another window?',
    'text-changed':
      'A name is what it is, with its capitals and spaces: no toLowerCase, no trim, no slice, also not in keyBy.',
    'wrong-order': 'Compare the amounts: a.amount >= b.amount ? a : b.',
    'wrong-top':
      'sort() without a function compares texts. Largest first is (a, b) => b.amount - a.amount; equal amounts need the names as well.',
    'more-than-three': 'slice(0, 3) keeps the first three of the sorted totals.',
    'input-changed':
      'What comes in is not yours alone: leave orders as they are. And sort() sorts in place, so sort a copy: [...totals].sort(…).',
    'source-missing': 'The job must read the topic args.orders. The starter does: orders = env.fromSource(…).',
    'sink-missing': 'A stream that ends in no sink goes nowhere: .sinkTo(new KafkaSink({ bootstrapServers, topic })).',
    'wrong-names': "An operator's name follows it: .aggregate(…).name('user totals').",
    'processing-time':
      'Processing-time windows ask the clock of the machine, so a second run gives other results. The orders say when they happened: use the event-time windows.',
    'no-watermarks':
      'Without watermarks event time stands still, and no window ever fires. The starter has the strategy: WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofSeconds(5)).',
    'no-timestamps': 'An order says itself when it was placed: .withTimestampAssigner((order) => order.at).',
    'watermarks-behind':
      'Give the strategy to env.fromSource, as in the starter: there each partition has a watermark of its own, and the job goes by the slowest one.',
    'wrong-unit':
      'Timestamps are in milliseconds since 1970, everywhere in Flink. order.at is in milliseconds already.',
    'watermark-stands':
      "Windows fire when the watermark passes their end. It follows the timestamps that the assigner gives: is every order's own time among them? Has each subtask of the source a partition?",
    'wrong-bound':
      'Orders may come 5 s out of order: WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofSeconds(5)), as in the starter.',
    'no-window': 'keyBy alone makes no window: stream.keyBy(…).window(TumblingEventTimeWindows.of(…)).aggregate(…).',
    'size-and-slide': 'SlidingEventTimeWindows.of(size, slide): the size comes first. A minute, every 20 seconds.',
    'key-forgotten': 'The first argument of process is the key. Which one did keyBy choose?',
    'foreign-result':
      'Look at the sink and the window function: is a copied line still written for another task? Each result has a topic and a function of its own.',
    'wrong-bounds':
      'A window begins at getStart() and ends before getEnd(). maxTimestamp() is its last millisecond, not its end.',
    'wrong-windows': 'Do size and slide stand in the task? A minute is Duration.ofMinutes(1).',
    'wrong-totals': 'Totals is right, and the result is not what it counted. What does the window function make of it?',
    'records-lost': 'Which operator between the source and this sink drops them? Follow one order through the graph.',
    'keeps-all':
      'Add each order to one value as it comes: then a window of a million orders needs no more memory than a window of one. ' +
      'The window function gets that value: .aggregate(new Totals(), new PerUser()), .reduce(largerOrder, new PerVisit()).',
    'no-bounds':
      'An aggregate knows neither key nor window. Its companion knows both: .aggregate(new Totals(), new PerUser()), .reduce(largerOrder, new PerVisit()).',
    'empty-window': 'A window without records does not exist, so nothing fires. Who emits here?',
    doubled: 'Two paths lead to the same sink, or two sinks write to the same topic. Or is a trigger at work?',
    'not-sessions': 'A visit has no fixed length: EventTimeSessionWindows.withGap(Duration.ofSeconds(30)).',
    'wrong-gap': 'The gap is 30 seconds, and a session ends that long after its last order.',
    'wrong-largest': 'reduce(largerOrder, new PerVisit()) keeps the largest order of the visit.',
    'top-mixed':
      'The totals of three different minutes are in one window here. They end 20 s apart: windowAll(TumblingEventTimeWindows.of(Duration.ofSeconds(20))).',
    'wrong-top-end': 'The end of the minute is the end of the totals, and of your window if that is 20 s long.',
    'top-unused': 'topThree is right, and these are not the categories that it returns.',
  },
});

type Args = WindowsArgs & Record<string, unknown>;
type OutTopic = 'user-totals' | 'category-totals' | 'visits' | 'top-categories';

function argsFor(kafka: KafkaLab): Args {
  return {
    bootstrapServers: kafka.bootstrapServers,
    groupId: kafka.topic('job'),
    orders: kafka.topic('orders'),
    userTotals: kafka.topic('user-totals'),
    categoryTotals: kafka.topic('category-totals'),
    visits: kafka.topic('visits'),
    topCategories: kafka.topic('top-categories'),
  };
}

/** Says all that a value holds, also in a Map, a Set or a list whose items name the next. */
const WHOLE = { depth: 99, maxArrayLength: null, maxStringLength: null, customInspect: false };

task('1. A total, one order at a time', { pure: true }, ({ work, random, compute }) => {
  const orders = drawOrders(random).slice(0, 6);
  const sum = (some: Order[]) => some.reduce((total, { amount }) => total + amount, 0);
  const totals = compute('new Totals', () => new work.Totals());
  const totalOf = (some: Order[]) =>
    compute('Totals', () =>
      totals.getResult(some.reduce((total, order) => totals.add(order, total), totals.createAccumulator())),
    );
  const first = compute('Totals', () => totals.createAccumulator());
  equal(
    compute('getResult', () => totals.getResult(first)),
    { orders: 0, amount: 0 },
    'wrong-aggregate',
    'A new total is not empty.',
  );
  const huge = { ...(orders[0] as Order), orderId: random.word(8), amount: 2 ** 31 + 0.25 };
  // Its total alone has a quarter: what other amounts add up to is chance.
  for (const some of [orders.slice(0, 1), orders.slice(0, 4), [huge], [huge, ...orders.slice(4)]]) {
    const expected = { orders: some.length, amount: sum(some) };
    const got = totalOf(some);
    const again = compute('Totals', () => totals.getResult(totals.createAccumulator()));
    equal(
      again,
      { orders: 0, amount: 0 },
      'shared-accumulator',
      'After orders went into one total, the next new one is not empty.',
    );
    equal(
      got,
      expected,
      'wrong-aggregate',
      `The total of ${some.length === 1 ? 'one order' : `${some.length} orders`} is wrong.`,
    );
    const anew = totalOf(some);
    equal(anew, expected, 'remembers', 'The same orders in another window have another total.');
  }
  const many = Array.from({ length: 1000 }, (_, index) => ({ ...huge, orderId: `${huge.orderId}-${index}` }));
  const full = compute('add', () =>
    many.reduce((total, order) => totals.add(order, total), totals.createAccumulator()),
  );
  const size = Buffer.byteLength(inspect(full, WHOLE));
  if (size > many.length) {
    const message = `After ${many.length} orders the accumulator takes more than a byte for each of them.`;
    fail('accumulator-keeps-all', { message, expected: 'a total', got: `${size} bytes` });
  }
  const before = structuredClone(orders);
  totalOf(orders);
  equal(orders, before, 'input-changed', 'add changed an order that came in.');
  const merged = compute('merge', () => {
    const add = (some: Order[]) => some.reduce((total, order) => totals.add(order, total), totals.createAccumulator());
    return totals.getResult(totals.merge(add(orders.slice(0, 2)), add(orders.slice(2))));
  });
  equal(merged, { orders: 6, amount: sum(orders) }, 'wrong-merge', 'merge lost or made up something.');
});

task('2. The larger order, and the top three', { pure: true }, ({ work, random, compute }) => {
  const [early, late] = [random.int(1, 99), random.int(100, 199)];
  const [small, large] = [random.int(1, 499), random.int(500, 999)];
  const order = { ...drawOrders(random)[0], user: 'ada' } as Order;
  for (const [first, second] of [
    [
      { at: early, amount: small },
      { at: late, amount: large },
    ],
    [
      { at: early, amount: large },
      { at: late, amount: small },
    ],
    // Less than the one before, a cent apart, and beyond 32 bits.
    [
      { at: early, amount: small + 0.01 },
      { at: late, amount: small },
    ],
    [
      { at: early, amount: large },
      { at: late, amount: 2 ** 31 + large },
    ],
  ] as const) {
    const [a, b] = [
      { ...order, ...first },
      { ...order, ...second },
    ];
    const larger = a.amount > b.amount ? a : b;
    const message = `Of ${a.amount} and ${b.amount}, largerOrder returned the other one.`;
    equal(
      compute('largerOrder', () => work.largerOrder(a, b)),
      larger,
      'wrong-order',
      message,
    );
    equal(
      compute('largerOrder', () => work.largerOrder(b, a)),
      larger,
      'wrong-order',
      message,
    );
  }
  const base = { start: 0, end: 60 * SECOND, orders: 1 };
  const [low, high] = [random.int(2, 9), random.int(100, 900)];
  const totals = [
    { ...base, category: 'Garden & co', amount: low },
    { ...base, category: 'toys', amount: high },
    { ...base, category: 'books', amount: high },
    { ...base, category: ' Music', amount: high + 1000 },
  ];
  const frozen = Object.freeze(totals.map((total) => Object.freeze({ ...total })));
  const top = compute('topThree', () => {
    try {
      return work.topThree(frozen);
    } catch (error) {
      if (!(error instanceof TypeError) || !/read.only|frozen|extensible/.test(error.message)) throw error;
      fail('input-changed', { message: `topThree changes the totals that came in: ${error.message}.` });
    }
  });
  equal(
    top,
    [' Music', 'books', 'toys'],
    (top?.length ?? 0) > 3 ? 'more-than-three' : 'wrong-top',
    `topThree is wrong about amounts of ${totals.map(({ amount }) => amount).join(', ')}.`,
  );
  equal(
    compute('topThree', () => work.topThree(frozen.slice(0, 1))),
    ['Garden & co'],
    'remembers',
    'topThree is wrong about one category, after it was right about four.',
  );
  const close = [0.01, 0.03, 0.02].map((cents, n) => ({ ...base, category: `c${n}`, amount: 2 ** 31 + low + cents }));
  equal(
    compute('topThree', () => work.topThree(close)),
    ['c1', 'c2', 'c0'],
    'wrong-top',
    `topThree is wrong about amounts of ${close.map(({ amount }) => amount).join(', ')}.`,
  );
});

/** Looks at the graph before anything runs: a sink for the topic, windows of event time before it, the operator's name. */
async function expectGraph(kafka: KafkaLab, flink: FlinkLab, topic: OutTopic, name: string): Promise<void> {
  const graph = await flink.graph(argsFor(kafka));
  graph.expectSource('orders', kafka.topic('orders'));
  const [sink, another] = graph.sinksTo(kafka.topic(topic));
  if (!sink) {
    const message = `No sink writes to the topic for ${topic}.`;
    fail('sink-missing', { message, expected: kafka.topic(topic), got: graph.written });
  }
  const windows = graph.windowsBefore(sink);
  if (another) {
    const origins = [windows[0], graph.windowsBefore(another)[0]].map((window) => window?.name);
    const message = `Two sinks write to the topic for ${topic}.`;
    fail(origins[0] === origins[1] ? 'doubled' : 'foreign-result', { message, expected: 'one sink', got: origins });
  }
  if (windows.length === 0)
    fail('no-window', { message: `What goes to the topic for ${topic} comes out of no window.` });
  for (const node of windows) {
    const { name: window, params } = node;
    const { assigner } = params;
    if (assigner.kind !== 'global' && assigner.time === 'processing') {
      fail('processing-time', { message: `The windows of "${window}" go by processing time.` });
    }
    if (assigner.kind === 'sliding' && assigner.slideMs > assigner.sizeMs) {
      const got = `${assigner.sizeMs / SECOND} s, every ${assigner.slideMs / SECOND} s`;
      fail('size-and-slide', { message: `The windows of "${window}" leave gaps between them.`, got });
    }
    expectEventTime(graph, node);
  }
  const { operatorNames: names } = graph;
  if (!names.includes(name)) {
    fail('wrong-names', { message: 'An operator has another name.', expected: name, got: names });
  }
  expectOneValue(graph, windows);
}

/**
 * The windows of the orders keep one value each, and not their orders until they fire; those of their results may keep them.
 * What an aggregate's value holds, the graph does not tell.
 */
function expectOneValue(graph: JobGraph, windows: WindowNode[]): void {
  for (const node of windows) {
    const { name, functions } = node;
    const isOfResults = graph.windowsBefore(node).some(sumsUp);
    if (isOfResults || functions.aggregate !== undefined || functions.reduce !== undefined) continue;
    fail('keeps-all', {
      message: `The windows of "${name}" keep every order until they fire.`,
      expected: '.aggregate(…) or .reduce(…), which keep one value for each window',
      got: '.process(…) alone, which is given all orders',
    });
  }
}

/** Its windows make few results of many orders; one of a millisecond hands each order on. */
function sumsUp({ params: { assigner } }: WindowNode): boolean {
  if (assigner.kind === 'global') return false;
  return (assigner.kind === 'session' ? (assigner.gapMs ?? 0) : assigner.sizeMs) >= SLIDE;
}

/** Without watermarks, timestamps or room for disorder, nobody needs to wait for the windows. */
function expectEventTime(graph: JobGraph, window: WindowNode): void {
  const { name, params } = window;
  if (params.assigner.kind === 'global') return;
  const [timed] = graph.watermarksBefore(window);
  if (!timed) {
    const message = `"${name}" waits for event time, and no watermarks come to it: it would never fire.`;
    fail('no-watermarks', {
      message,
      expected: 'WatermarkStrategy.forBoundedOutOfOrderness(…)',
      got: 'noWatermarks()',
    });
  }
  if (timed.op === 'watermarks') {
    fail('watermarks-behind', {
      message: 'The watermarks are made behind the source, where the partitions of a subtask are one stream.',
      expected: 'no order is late because another partition was read first',
      got: 'the partition that is read first raises the watermark, and orders of the other come too late',
    });
  }
  if (timed.functions.timestamp === undefined) {
    const message = `The watermark strategy of "${timed.name}" has no timestamp assigner: a record's time is when Kafka got it.`;
    fail('no-timestamps', { message, expected: '.withTimestampAssigner((order) => order.at)' });
  }
  const { kind, outOfOrdernessMs = 0 } = timed.params.watermarks;
  if (kind === 'monotonous' || outOfOrdernessMs < DISORDER_MS || outOfOrdernessMs > MINUTE) {
    const got = kind === 'monotonous' ? 'forMonotonousTimestamps()' : `${outOfOrdernessMs / SECOND} s`;
    const message = `The watermarks of "${timed.name}" allow for another disorder than the orders have.`;
    fail('wrong-bound', { message, expected: `${DISORDER_MS / SECOND} s`, got });
  }
}

/** What one run of the job has read and written. */
interface Outcome {
  orders: Order[];
  /** The results in a topic when all that come are there: `expected` of them are waited for on other subtasks. */
  written<Result>(topic: OutTopic, expected: number): Promise<Result[]>;
}

const START_MS = 60_000;
const REACH_MS = 60_000;
/** For what is under way on other subtasks. */
const SETTLE_MS = 10_000;
/** How far orders may be out of order, in ms. */
const DISORDER_MS = 5 * SECOND;
/** Why nothing comes: the first task that waited in vain tells the others. */
let silence: unknown;
let outcome: Promise<Outcome> | undefined;

/** When the window of a result ended, as far as it says so. */
function endOf({ value }: StoredRecord): number | undefined {
  const end: unknown = JSON.parse(value ?? 'null')?.end;
  return typeof end === 'number' ? end : undefined;
}

/** Whether it is a result of the orders that come after all others, whatever became of their names. */
function isLast(record: StoredRecord): boolean {
  return (endOf(record) ?? 0) > LAST_BEGINS;
}

/** Whether no window can end where it says: before the first order, or not in ms since 1970. */
function endsNowhere(record: StoredRecord): boolean {
  return (endOf(record) ?? Number.POSITIVE_INFINITY) <= BEGIN;
}

/** Runs the job once for all tasks. Two orders long after the others say that all windows before them are through. */
async function runJob(random: Random, kafka: KafkaLab, flink: FlinkLab): Promise<Outcome> {
  const orders = drawOrders(random);
  const records = [
    ...orders.map((order, index) => ({ partition: index % 2, value: JSON.stringify(order) })),
    ...[0, 1].flatMap((partition) =>
      sentinels(partition).map((order) => ({ partition, value: JSON.stringify(order) })),
    ),
  ];
  await kafka.send('orders', records);
  const { keepsOrder } = await flink.graph(argsFor(kafka));
  const job = await flink.submit(argsFor(kafka));
  // How long a busy machine takes to start a job says nothing about the job.
  await flink.during(job, job.waitFor('RUNNING', { timeoutMs: START_MS }));
  const written = async <Result>(topic: OutTopic, expected: number): Promise<Result[]> => {
    if (silence) throw silence;
    const enough = (records: StoredRecord[]) =>
      records.some((record) => isLast(record) || !endOf(record) || endsNowhere(record));
    const last = { sent: records.length, needed: LAST_BEGINS + MINUTE };
    const first = await flink
      .during(job, whileTimeMoves(job, last, kafka.until(topic, enough, REACH_MS)))
      .catch((error: unknown) => {
        silence = error;
        throw error;
      });
    const all = (found: StoredRecord[]) => found.filter((record) => !isLast(record)).length >= expected;
    const waits = !keepsOrder && first.some(isLast);
    const found = waits ? await flink.during(job, kafka.until(topic, all, SETTLE_MS)) : first;
    const nowhere = found.find(endsNowhere);
    if (nowhere) {
      const message = `A result in the topic for ${topic} ends before the first order.`;
      fail('wrong-bounds', { message, expected: `more than ${BEGIN} (${time(BEGIN)})`, got: nowhere.value });
    }
    const endless = found.find((record) => !endOf(record));
    if (endless) {
      fail('no-bounds', {
        message: `A record in the topic for ${topic} does not say when it ends.`,
        got: endless.value,
      });
    }
    if (!found.some(isLast)) {
      const { state } = await job.status();
      fail('no-answer', {
        message: `The job is ${state}, and after ${REACH_MS / 1000} s the last window has not come to the topic for ${topic}; it has ${found.length} records.`,
      });
    }
    return found.filter((record) => !isLast(record)).map(({ value }) => JSON.parse(value ?? 'null') as Result);
  };
  return { orders, written };
}

interface Span {
  start: number;
  end: number;
}

/** What the two have in common is judged here: whose result it is, from when to when, each once and all of them. */
function expectWindows<Result extends Span>(
  found: Result[],
  expected: Result[],
  whose: keyof Result & string,
  { surplus = 'wrong-windows', lost = 'records-lost' }: { surplus?: string; lost?: string } = {},
): void {
  const foreign = found.find((result) => result?.[whose] === undefined);
  if (foreign) fail('foreign-result', { message: `A result in the topic has no ${whose}.`, got: foreign });
  const names = new Set(expected.map((result) => result[whose]));
  const stranger = found.find((result) => !names.has(result?.[whose]));
  if (stranger) {
    const plain = (text: unknown) => String(text).trim().toLowerCase();
    const own = plain(stranger[whose]);
    const isChanged = own !== '' && [...names].some((name) => plain(name).startsWith(own));
    fail(isChanged ? 'text-changed' : 'key-forgotten', {
      message: `The ${whose} of a result is none of the orders'.`,
      expected: [...names],
      got: stranger,
    });
  }
  const same = (a: Result, b: Result) => a[whose] === b[whose] && a.start === b.start;
  for (const result of found) {
    const right = expected.find((candidate) => same(candidate, result));
    if (right && result.end === right.end - 1) {
      fail('wrong-bounds', {
        message: "A window's end is not where it should be.",
        expected: right.end,
        got: result.end,
      });
    }
    if (!right || result.end !== right.end) {
      fail(surplus, { message: `A result of a window that should not be: ${span(result)}.`, got: result });
    }
  }
  const missing = expected.filter((result) => !found.some((candidate) => same(candidate, result)));
  if (missing[0]) {
    fail(lost, {
      message: `${missing.length} of ${expected.length} results are not in the topic.`,
      expected: missing[0],
    });
  }
  const twice = found.find((result, index) => found.findIndex((candidate) => same(candidate, result)) < index);
  if (twice) fail('doubled', { message: `A window has more than one result: ${span(twice)}.`, got: twice });
}

const time = (at: number) => (Number.isFinite(at) ? new Date(at).toISOString().slice(11, 23) : String(at));

function span({ start, end }: Span): string {
  return `${time(start)} to ${time(end)}`;
}

function expectValues<Result extends Span>(found: Result[], expected: Result[], whose: keyof Result, id: string): void {
  for (const result of found) {
    const right = expected.find((candidate) => candidate[whose] === result[whose] && candidate.start === result.start);
    equal(result, right, id, `The result of ${span(result)} is wrong.`);
  }
}

task('3. Totals per user and minute', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  await expectGraph(kafka, flink, 'user-totals', 'user totals');
  outcome ??= runJob(random, kafka, flink);
  const { orders, written } = await outcome;
  const expected = truthOf(orders).userTotals;
  const found = await written<UserTotal>('user-totals', expected.length);
  const empty = found.find(({ orders: count }) => count === 0);
  if (empty) fail('empty-window', { message: `There is a result without an order: ${span(empty)}.`, got: empty });
  expectWindows(found, expected, 'user');
  expectValues(found, expected, 'user', 'wrong-totals');
});

task('4. Totals per category, of the last minute', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  await expectGraph(kafka, flink, 'category-totals', 'category totals');
  outcome ??= runJob(random, kafka, flink);
  const { orders, written } = await outcome;
  const expected = truthOf(orders).categoryTotals;
  const found = await written<CategoryTotal>('category-totals', expected.length);
  const tumbling = found.every(({ start }) => start % MINUTE === 0);
  expectWindows(found, expected, 'category', { lost: tumbling ? 'wrong-windows' : 'records-lost' });
  expectValues(found, expected, 'category', 'wrong-totals');
});

task('5. Visits, and the largest order of each', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  await expectGraph(kafka, flink, 'visits', 'visits');
  outcome ??= runJob(random, kafka, flink);
  const { orders, written } = await outcome;
  const expected = truthOf(orders).visits;
  const found = await written<Visit>('visits', expected.length);
  const times = new Set(orders.map(({ at }) => at));
  const sessions = found.every(({ start }) => times.has(start));
  expectWindows(found, expected, 'user', { surplus: sessions ? 'wrong-gap' : 'not-sessions' });
  expectValues(found, expected, 'user', 'wrong-largest');
});

/** What the windows of the ranking say, when the totals of several minutes meet in them; a function may still tell them apart. */
async function mixesMinutes(kafka: KafkaLab, flink: FlinkLab): Promise<string | undefined> {
  const graph = await flink.graph(argsFor(kafka));
  for (const node of graph.windows()) {
    if (node.op !== 'windowAll' || !('sizeMs' in node.params.assigner)) continue;
    const { sizeMs } = node.params.assigner;
    if (sizeMs > SLIDE)
      return `The windows of "${node.name}" have ${sizeMs / SECOND} s, so the totals of several minutes meet.`;
  }
  return undefined;
}

task('6. The top three of each minute', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  await expectGraph(kafka, flink, 'top-categories', 'top categories');
  outcome ??= runJob(random, kafka, flink);
  const { orders, written } = await outcome;
  const expected = truthOf(orders).topCategories;
  const found = await written<TopCategories>('top-categories', expected.length);
  if (found.every(({ end }) => end % MINUTE === 0)) {
    const ends = expected.slice(0, 3).map(({ end }) => time(end));
    fail('top-mixed', {
      message: 'Only some of the minutes have a top three.',
      expected: ends,
      got: found.slice(0, 3),
    });
  }
  const mixed = await mixesMinutes(kafka, flink);
  for (const result of found) {
    const right = expected.find(({ end }) => end === result.end);
    if (!right && mixed) fail('top-mixed', { message: mixed, got: result });
    if (!right) fail('wrong-top-end', { message: `No minute of task 4 ends at ${time(result.end)}.`, got: result });
    equal(
      result.categories,
      right.categories,
      mixed ? 'top-mixed' : 'top-unused',
      `The top three of the minute up to ${time(result.end)} are wrong.`,
    );
  }
  const missing = expected.find(({ end }) => !found.some((result) => result.end === end));
  if (missing) fail('records-lost', { message: 'The top three of a minute are missing.', expected: missing });
  if (found.length > expected.length) {
    fail(mixed ? 'top-mixed' : 'doubled', {
      message: 'A minute has more than one result.',
      got: `${found.length} results for ${expected.length} minutes`,
    });
  }
});
