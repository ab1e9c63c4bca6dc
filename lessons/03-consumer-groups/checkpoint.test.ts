import { setTimeout as delay } from 'node:timers/promises';
import {
  equal,
  fail,
  type KafkaLab,
  lesson,
  type Random,
  type TaskContext,
  type Wire,
  type WireRequest,
} from '@workbook/checkpoints/harness';
import type * as Solution from './solution.js';
import { BadOrderError, type Order, type Timing, type Worker, type WorkerOptions } from './worker.js';

/** Nobody is taken for dead, however busy the machine is. A short heartbeat and fetch: who joins or stops waits for both. */
const PATIENT: Timing = { sessionTimeout: 20_000, heartbeatInterval: 25, maxWaitTimeInMs: 25 };
/** As patient, and told apart from it. */
const OTHER: Timing = { sessionTimeout: 25_000, heartbeatInterval: 30, maxWaitTimeInMs: 25 };
/** What comes, comes within this time, in ms: it ends what hangs, and does not hurry a slow laptop. */
const PATIENCE_MS = 10_000;
/** A worker may try a failing order again at its own pace; with all attempts it is through within this time, in ms. */
const PERSISTENCE_MS = 60_000;
/** Of a task that waits so long. */
const PERSISTENT = { deadlineMs: 120_000 };
/** Code that does not wait goes on at once; this is more than it needs for that, in ms. */
const MOMENT_MS = 60;
/** A dead letter is under way for at least so long, in ms: whoever does not wait for it has committed by then. */
const LATE_MS = 250;
/** So often handle fails for an order, and then no more: more often than kafkajs tries before it starts its consumer anew. */
const FAILURES = 7;
/** A consumer that left its group so long ago and has not come back, in ms, comes no more: kafkajs starts it anew far sooner. */
const GONE_MS = 3_000;
/** New attempts come soon, so that many of them take little time. */
const SOON = { initialRetryTime: 10, maxRetryTime: 20 };

const { task } = lesson<typeof Solution>({
  needs: ['kafka'],
  topics: {
    shared: { partitions: 4 },
    narrow: { partitions: 1 },
    begun: { partitions: 1 },
    crash: { partitions: 1 },
    calm: { partitions: 1 },
    poisoned: { partitions: 1 },
    'poisoned-later': { partitions: 1 },
    'dead-letters': { partitions: 1 },
    lagging: { partitions: 3 },
    history: { partitions: 3 },
    prompt: { partitions: 2 },
  },
  advice: {
    'timing-ignored': 'kafka.consumer({ groupId: options.groupId, ...options.timing }).',
    'wrong-group': 'All workers of a group name the same group: options.groupId, letter by letter.',
    'not-joined':
      'await consumer.run(…): its promise resolves when the consumer has joined the group, or when the broker has refused it.',
    'not-told':
      'consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => …): payload.memberAssignment[topic] is the list of ' +
      'partitions. Register it before run(), and call onAssigned each time.',
    'told-once':
      'Call onAssigned at each GROUP_JOIN: consumer.on calls it every time, consumer.once or a flag of yours once only.',
    'idle-not-told':
      'A group can have more workers than partitions. To be told of none is to be told: ' +
      'onAssigned?.(payload.memberAssignment[topic] ?? []), without a condition around it.',
    'partly-committed':
      'Each partition has a position of its own: commit each record in its own partition, and each time. kafkajs does it by ' +
      'itself, unless autoCommit is false.',
    'not-parsed': 'The value of a message is bytes: handle(JSON.parse(String(message.value))).',
    'left-connected':
      'Whoever connects disconnects. stop calls consumer.disconnect(), and disconnects a producer that the worker has; ' +
      'an admin is disconnected in a finally block.',
    'no-stop': 'Return an object with a function: { stop: () => consumer.disconnect() }.',
    'not-shared':
      'Each partition has one owner in a group. Two members of one group have two partitions each, of four.',
    'not-copied': 'Another group gets everything, too: groups do not share with each other.',
    'order-missing': 'handle must be called for every order of the topic, in all partitions.',
    'handled-twice': 'Within a group, each record goes to one member. Do you call handle twice?',
    'old-missing': "fromBeginning: options.from === 'earliest', in subscribe().",
    'old-handled':
      "Only from 'earliest' does a new group begin at the oldest record; from 'latest' it leaves the old alone.",
    'not-awaited':
      'Wait for handle before the next order: await handle(order), in eachBatch inside a loop, without Promise.all. What ends ' +
      'too early is committed too early.',
    'committed-first':
      'The offset was committed before the order was booked. A crash in between loses the order. Commit after handle has ' +
      'ended; kafkajs does it by itself.',
    lost: 'What the killed worker had not finished must come again. Commit nothing that is not booked.',
    'committed-unbooked':
      'Commit only where handle has ended well: after it, not in finally and not in catch. A crash in between loses the order.',
    'failed-order-lost':
      'Let the error through: kafkajs gives the record again, and commits nothing beyond it. Resolve an offset only after ' +
      'handle has ended well.',
    'never-committed':
      'Without a commit the group has no position, and begins anew. kafkajs commits by itself, unless autoCommit is false.',
    'stop-too-early':
      'stop resolved while an order was still being booked. await consumer.disconnect(): it waits for that.',
    'not-left':
      'A worker that goes without a word blocks its partitions until its session times out: disconnect() leaves the group.',
    'handled-again':
      'Commit the offset of the next record, the last one plus 1, and only when the order at hand has ended: ' +
      'disconnect() waits for it and commits by itself, unless autoCommit is false.',
    'position-ignored':
      'The group had committed where to go on. options.from is for a group that has committed nothing: fromBeginning ' +
      'sees to that by itself, no seek is needed.',
    'left-out':
      'What stop leaves undone must come again. After eachBatch all its records count as done: set eachBatchAutoResolve ' +
      'to false, and call resolveOffset after each handle.',
    'commit-after-stop':
      'Once stop() or disconnect() has begun, kafkajs drops what commitOffsets is given, without a word. Leave committing ' +
      'to kafkajs, or pause, wait until the record at hand is committed, and then disconnect.',
    'prompt-commit-after-stop':
      'Once disconnect() has begun, kafkajs drops what commitOffsets is given, without a word. In stop, begin no further order, ' +
      'wait until the one at hand is committed, and then disconnect.',
    blocked:
      'A record that always fails is tried for ever, or ends the consumer. Either way nothing behind it gets through: put ' +
      'it aside.',
    'poison-lost': 'A poison record must be kept: await producer.send to options.deadLetters, before eachMessage ends.',
    'dead-letter-under-way':
      'The offset of a poison record may be committed once the dead letter is safe: await producer.send before eachMessage ' +
      'ends. A crash in between loses it else.',
    'producer-shared':
      'Call kafka.producer() inside startCareful: a producer for each worker. What one worker disconnects, no other may need.',
    'poison-changed': 'Send the key and the value of the message as they are: bytes, not parsed.',
    'no-reason': 'headers: { reason: error.message } tells whoever looks at it what was wrong.',
    'stays-dead':
      'kafkajs starts its consumer anew when its attempts are used up. Leave retry and restartOnFailure as they are, and let ' +
      'the error through.',
    'ended-for-good':
      'kafkajs takes a TypeError, SyntaxError, RangeError or ReferenceError for a mistake in the program, whoever throws it: it ' +
      "does not try again, and ends the consumer. Throw it inside a plain Error: throw new Error('not booked', { cause: error }).",
    'set-aside':
      "Only what can never succeed goes aside. Throw any other error again, inside a plain Error (kafkajs tries no TypeError or SyntaxError again): throw new Error('not booked', { cause: error }).",
    'not-retried': 'This error may pass. Let it through: kafkajs gives the record to eachMessage again.',
    'wrong-lag': 'Per partition: high - committed. Add them up, as numbers.',
    'no-commit-yet': 'Where nothing is committed, kafkajs says -1. All that is there is still to be read: high - low.',
    'deleted-counted': 'Old records may be gone: nothing below low can be read any more. Math.max(low, committed).',
    'replay-missing':
      'consumer.seek({ topic, partition, offset }) for every partition, after run(), each with its own offset.',
    'replayed-again':
      'Seek once, after run() has resolved: the event GROUP_JOIN comes again whenever another worker comes or goes.',
    'not-committed-yet':
      'Await consumer.commitOffsets after handle, in eachMessage, with autoCommit: false. By itself, kafkajs commits at the end of a batch.',
    'not-the-next': 'A commit names the record that is to be read next: the offset of the one that is booked, plus 1.',
    'no-metadata': 'commitOffsets([{ topic, partition, offset, metadata: options.name }]).',
    'replayed-too-much':
      'fetchTopicOffsetsByTimestamp(topic, since) gives the offset of the first record since then, per partition.',
  },
});

function drawOrders(random: Random, count: number): Order[] {
  return Array.from({ length: count }, () => ({
    orderId: random.word(8),
    customerId: `customer-${random.int(1, 30)}`,
    amount: random.int(100, 99_999) / 100,
  }));
}

/** @throws TaskMistake at once for what is no order: it would be waited for in vain */
function idsOf(orders: Order[]): string[] {
  expectParsed(orders);
  return orders.map(({ orderId }) => orderId);
}
const json = (orders: Order[]) => orders.map((order) => ({ value: JSON.stringify(order) }));

/** A worker as a task starts it: what it was told and what it was given. */
class Desk {
  readonly handled: Order[] = [];
  /** What it was told last; undefined where that was nothing. */
  assigned: number[] | undefined;
  /** How often it was told its partitions. */
  told = 0;
  readonly options: WorkerOptions;

  constructor(
    kafka: KafkaLab,
    topic: string,
    group: string,
    { from = 'earliest', timing = PATIENT }: Partial<WorkerOptions> = {},
  ) {
    const onAssigned = (partitions: number[]) => {
      this.assigned = partitions;
      this.told += 1;
    };
    this.options = { topic: kafka.topic(topic), groupId: kafka.topic(group), from, timing, onAssigned };
  }

  get partitions(): number[] {
    return this.assigned ?? [];
  }

  readonly handle = async (order: Order): Promise<void> => {
    this.handled.push(order);
  };
}

/** How long nothing has come of a worker: each sign of life begins it anew. */
class Silence {
  #since = performance.now();

  end(): void {
    this.#since = performance.now();
  }

  /** What has not come by now comes no more. */
  get isFinal(): boolean {
    return performance.now() - this.#since > PATIENCE_MS;
  }
}

/** The group is the one that the worker was given. */
function expectGroup(wire: Wire, { groupId }: WorkerOptions): void {
  const other = wire.of('JoinGroup').find(({ group }) => group !== groupId);
  if (other) fail('wrong-group', { message: 'The worker joins another group.', expected: groupId, got: other.group });
}

/** The group and its times are those that the worker was given. */
function expectJoined(wire: Wire, options: WorkerOptions): void {
  expectGroup(wire, options);
  const { timing } = options;
  const times = wire.of('JoinGroup').map(({ sessionTimeoutMs }) => sessionTimeoutMs);
  if (times.some((time) => time !== timing.sessionTimeout)) {
    const message = 'The worker does not use the times of options.timing.';
    fail('timing-ignored', { message, expected: `sessionTimeout ${timing.sessionTimeout}`, got: `${times[0]}` });
  }
}

task('1. One group shares, two groups copy', {}, async ({ work, random, kafka, wire, start, run }) => {
  const [first, second, other] = [
    new Desk(kafka, 'shared', 'a'),
    new Desk(kafka, 'shared', 'a'),
    new Desk(kafka, 'shared', 'b'),
  ];
  const workers: Worker[] = [];
  const firstClient = kafka.client();
  const begin = async ({ options, handle }: Desk, client = kafka.client()) => {
    const worker = await start('startWorker', () => work.startWorker(client, options, handle));
    workers.push(expectWorker('startWorker', worker));
  };
  await begin(first, firstClient);
  expectJoined(wire, first.options);
  if (!wire.of('SyncGroup').some(({ answered }) => answered)) {
    fail('not-joined', { message: 'startWorker has resolved, and its worker has not joined the group yet.' });
  }
  if (!(await kafka.waitFor(async () => first.partitions.length === 4, PATIENCE_MS))) {
    const message = 'onAssigned did not hear of the partitions of the only worker.';
    fail('not-told', { message, expected: [0, 1, 2, 3], got: first.partitions });
  }
  await begin(second);
  await begin(other);
  const together = () => [...first.partitions, ...second.partitions].toSorted((a, b) => a - b).join();
  const shared = async () => first.partitions.length === 2 && together() === '0,1,2,3';
  if (!(await kafka.waitFor(shared, PATIENCE_MS))) {
    const joined = wire
      .of('SyncGroup')
      .filter(({ clientId, answered }) => answered && clientId === firstClient.clientId);
    if (joined.length > 1 && first.told === 1) {
      fail('told-once', {
        message: 'A second worker came, the group shared its partitions out anew, and onAssigned did not hear of it.',
        expected: `onAssigned called ${timesOf(joined.length)}`,
        got: 'called once',
      });
    }
    fail('not-shared', {
      message: 'Two workers of a group were not told of two partitions each.',
      expected: 'two partitions each',
      got: `the first has ${show(first.partitions)}, the second ${show(second.partitions)}`,
    });
  }

  // kafkajs serves members in the order of their clients' names: the second one takes the partition from the first.
  const [one, two, three] = [kafka.client(), kafka.client(), kafka.client()];
  const crowd = [two, one, three].map((client) => ({ client, desk: new Desk(kafka, 'narrow', 'crowded') }));
  for (const { client, desk } of crowd) await begin(desk, client);
  const desks = crowd.map(({ desk }) => desk);
  const isSettled = async () =>
    desks.every(({ assigned }) => assigned) && desks.flatMap(({ partitions }) => partitions).join() === '0';
  if (!(await kafka.waitFor(isSettled, PATIENCE_MS))) {
    const heard = desks.map(({ assigned, told }) => {
      return assigned ? `[${assigned.join(', ')}]` : told > 0 ? 'undefined' : 'not called';
    });
    fail('idle-not-told', {
      message: 'Three workers share a topic of one partition, so two have none, and onAssigned did not hear of that.',
      expected: 'onAssigned called with [0] in one worker, and with [] in the two others',
      got: heard.join(' / '),
    });
  }

  // Where a group begins is task 2: wait until both read every partition.
  const ofBoth = () => [...first.handled, ...second.handled];
  const early = new Map<string, number>();
  const reached = (handled: Order[]) => new Set(handled.map((order) => early.get(order?.orderId))).size === 4;
  await kafka.waitFor(async () => {
    const four = drawOrders(random, 4);
    for (const [partition, { orderId }] of four.entries()) early.set(orderId, partition);
    await kafka.send(
      'shared',
      json(four).map((message, partition) => ({ ...message, partition })),
    );
    await delay(MOMENT_MS);
    for (const { handled } of [first, second, other]) expectParsed(handled);
    return reached(ofBoth()) && reached(other.handled);
  }, PATIENCE_MS);
  const orders = drawOrders(random, 40);
  await kafka.send(
    'shared',
    json(orders).map((message, index) => ({ ...message, partition: index % 4 })),
  );
  const own = (handled: Order[]) => handled.filter(({ orderId }) => !early.has(orderId));
  await kafka.waitFor(
    async () => own(ofBoth()).length >= orders.length && own(other.handled).length >= orders.length,
    PATIENCE_MS,
  );
  expectEach(own(ofBoth()), orders, 'order-missing', 'The group');
  expectEach(own(other.handled), orders, 'not-copied', 'The other group');
  if (own(first.handled).length === 0 || own(second.handled).length === 0) {
    fail('not-shared', { message: 'One worker of the group did everything, the other nothing.' });
  }
  await run('stop', async () => {
    for (const worker of workers) await worker.stop();
  });
  const ends = (await kafka.admin.fetchTopicOffsets(kafka.topic('shared'))).toSorted(
    (a, b) => a.partition - b.partition,
  );
  const expected = ends.map(({ high }) => Number(high));
  for (const { options } of [first, other]) {
    const committed = await kafka.committed(options.groupId, 'shared');
    if (committed.every((offset) => offset < 0)) {
      fail('never-committed', {
        message: 'All orders are booked, and the group has committed nothing.',
        expected,
        got: 'nothing',
      });
    }
    const message = 'All orders are booked, and the group has not committed that in every partition.';
    if (committed.every((offset, at) => offset + 1 === expected[at])) {
      fail('handled-again', {
        message: 'The last order of each partition is booked, and would come again.',
        expected,
        got: committed,
      });
    }
    equal(committed, expected, 'partly-committed', message);
  }
});

const show = (partitions: number[]) => (partitions.length === 0 ? 'none' : partitions.join(', '));

/** What a function that starts a worker has returned can be stopped. */
function expectWorker(name: string, worker: Worker): Worker {
  if (typeof worker?.stop === 'function') return worker;
  fail('no-stop', { message: `${name} returned nothing that can be stopped.`, expected: '{ stop }', got: worker });
}

/** What handle was called with are orders. */
function expectParsed(handled: Order[]): void {
  const other = handled.find((order) => typeof order?.orderId !== 'string');
  if (other === undefined && !handled.includes(undefined as unknown as Order)) return;
  fail('not-parsed', {
    message: 'handle was called with something that is no order.',
    expected: '{ orderId, … }',
    got: other,
  });
}

/** Every order came, and once. */
function expectEach(handled: Order[], orders: Order[], missing: string, who: string): void {
  const ids = idsOf(handled);
  const lost = orders.filter(({ orderId }) => !ids.includes(orderId));
  if (lost.length > 0) {
    const message = `${who} did not handle ${lost.length} of ${orders.length} orders.`;
    const others = orders.length - lost.length;
    fail(missing, { message, expected: lost[0], got: others === 0 ? 'none of them' : `the other ${others}` });
  }
  const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
  if (twice.length > 0) {
    fail('handled-twice', { message: `${who} handled orders a second time.`, expected: 'none', got: twice.length });
  }
}

task('2. From the beginning, or from now on', {}, async ({ work, random, kafka, wire, start, run }) => {
  const old = drawOrders(random, random.int(4, 9));
  await kafka.send('begun', json(old));
  const earliest = new Desk(kafka, 'begun', 'from-the-beginning');
  const latest = new Desk(kafka, 'begun', 'from-now-on', { from: 'latest' });
  const back = new Desk(kafka, 'begun', 'gone-on', { from: 'latest' });
  await kafka.commit(back.options.groupId, 'begun', [old.length]);
  const workers = [
    await start('startWorker', () => work.startWorker(kafka.client(), earliest.options, earliest.handle)),
  ];
  expectJoined(wire, earliest.options);
  workers.push(await start('startWorker', () => work.startWorker(kafka.client(), latest.options, latest.handle)));
  // Where "now" is, a consumer finds out with its first fetch: send until one has come.
  const sent = [...old];
  await kafka.waitFor(async () => {
    const [next] = drawOrders(random, 1);
    if (next) {
      sent.push(next);
      await kafka.send('begun', json([next]));
    }
    await delay(MOMENT_MS);
    return latest.handled.length > 0;
  }, PATIENCE_MS);
  workers.push(await start('startWorker', () => work.startWorker(kafka.client(), back.options, back.handle)));
  const last = drawOrders(random, 3);
  await kafka.send('begun', json(last));
  const isThrough = ({ handled }: Desk) => idsOf(handled).includes(last[2]?.orderId ?? '');
  await kafka.waitFor(async () => [earliest, latest, back].every(isThrough), PATIENCE_MS);
  expectEach(earliest.handled, [...sent, ...last], 'old-missing', "A new group from 'earliest'");
  const oldOnes = latest.handled.filter(({ orderId }) => idsOf(old).includes(orderId));
  if (oldOnes.length > 0) {
    const message = `A new group from 'latest' handled orders that had been sent before.`;
    fail('old-handled', { message, expected: 'none', got: oldOnes.length });
  }
  expectEach(latest.handled.slice(-3), last, 'order-missing', "A new group from 'latest'");
  const unread = [...sent.slice(old.length), ...last];
  expectEach(
    back.handled,
    unread,
    'position-ignored',
    "A worker from 'latest', in a group that had committed a position,",
  );
  await run('stop', async () => {
    for (const worker of workers) await worker.stop();
  });
});

/** The highest position that the group has committed in partition 0, as the wire has seen it go out; -1 for none. */
const committedOnWire = (wire: Wire) =>
  Math.max(-1, ...wire.of('OffsetCommit').flatMap(({ commits = [] }) => commits.map(({ offset }) => offset)));

const timesOf = (count: number) => (count === 1 ? 'once' : `${count} times`);

task('3. Killed in the middle of the work', PERSISTENT, async ({ work, random, kafka, wire, start, run }) => {
  const orders = drawOrders(random, 10);
  await kafka.send('crash', json(orders));
  const fatal = random.int(3, 6);
  const client = kafka.client();
  const first = new Desk(kafka, 'crash', 'crashing', { timing: OTHER });
  let dead = false;
  let tell: (judgement: () => void) => void = () => undefined;
  const died = new Promise<() => void>((resolve) => {
    tell = resolve;
  });
  const handle = async (order: Order): Promise<void> => {
    if (dead) return;
    first.handled.push(order);
    if (first.handled.length < fatal) return;
    if (first.handled.length === fatal) {
      await delay(MOMENT_MS);
      const early = committedOnWire(wire) >= fatal;
      const together = first.handled.length > fatal;
      // The worker's process is gone, with this order half booked.
      dead = true;
      wire.sever(client.clientId);
      tell(() => judge(early, together));
      await new Promise(() => undefined);
    }
  };
  const judge = (early: boolean, together: boolean) => {
    const what = `order ${fatal} was still being booked`;
    if (together) fail('not-awaited', { message: `While ${what}, the next one was begun.` });
    if (early) fail('committed-first', { message: `While ${what}, its offset was committed already.` });
  };
  await start('startWorker', () => work.startWorker(client, first.options, handle));
  expectJoined(wire, first.options);
  const judgement = await Promise.race([died, delay(PATIENCE_MS, undefined)]);
  if (!judgement)
    fail('order-missing', { message: `Order ${fatal} never came.`, got: `${first.handled.length} orders` });
  judgement();
  // Kafka does so by itself when the killed member's session has timed out: nobody has to wait for that here.
  await kafka.expelClients([first.options.groupId]);

  const second = new Desk(kafka, 'crash', 'crashing');
  // A handle that fails has not ended well: this order must come again, too.
  const shaky = orders[7] as Order;
  let attempts = 0;
  let committedUnbooked = false;
  const silence = new Silence();
  const handleOrFail = async (order: Order): Promise<void> => {
    silence.end();
    if (order.orderId === shaky.orderId && ++attempts <= FAILURES) {
      committedUnbooked ||= committedOnWire(wire) > orders.indexOf(shaky);
      throw new Error('the database does not answer');
    }
    second.handled.push(order);
  };
  const worker = await start('startWorker', () => work.startWorker(kafka.client(SOON), second.options, handleOrFail));
  const last = orders.at(-1)?.orderId ?? '';
  silence.end();
  await kafka.waitFor(async () => idsOf(second.handled).includes(last) || silence.isFinal, PERSISTENCE_MS);
  if (attempts > 0 && attempts <= FAILURES && idsOf(second.handled).includes(last)) {
    const message = `handle failed for an order, ${timesOf(attempts)}, and then that order never came again.`;
    fail('failed-order-lost', { message, expected: 'another attempt', got: 'the orders after it' });
  }
  if (committedUnbooked) {
    const message = 'handle failed for an order, and its offset was committed all the same.';
    fail('committed-unbooked', { message, expected: 'no commit beyond this order', got: 'the next offset' });
  }
  if (attempts > 0 && attempts <= FAILURES) stayedDead(attempts);
  const booked = [...first.handled.slice(0, fatal - 1), ...second.handled];
  const lost = orders.findIndex(({ orderId }) => !idsOf(booked).includes(orderId));
  if (lost >= 0) {
    const message = `The first worker was killed while it booked order ${fatal}. The next one never got order ${lost + 1}.`;
    fail('lost', {
      message,
      expected: `order ${lost + 1}`,
      got: `${second.handled.length} orders from the next worker`,
    });
  }
  await run('stop', () => worker.stop());
});

task('4. Stopped in good order', {}, async ({ work, random, kafka, wire, start, run, refused }) => {
  const orders = drawOrders(random, 8);
  await kafka.send('calm', json(orders));
  const busyAt = random.int(2, 5);
  const first = new Desk(kafka, 'calm', 'stopping');
  let open: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const handle = async (order: Order): Promise<void> => {
    first.handled.push(order);
    if (first.handled.length === busyAt) await gate;
  };
  const worker = await start('startWorker', () => work.startWorker(kafka.client(), first.options, handle));
  expectJoined(wire, first.options);
  if (!(await kafka.waitFor(async () => first.handled.length >= busyAt, PATIENCE_MS))) {
    fail('order-missing', { message: `Order ${busyAt} never came.`, got: `${first.handled.length} orders` });
  }
  const committedBefore = committedOnWire(wire);
  await stopWhileBusy(run, worker, open, `order ${busyAt}`);
  if (!wire.of('LeaveGroup').some(({ group }) => group === first.options.groupId)) {
    fail('not-left', { message: 'After stop the worker has not left its group.', expected: 'a LeaveGroup request' });
  }
  const committed = committedOnWire(wire);
  const second = new Desk(kafka, 'calm', 'stopping');
  const next = await start('startWorker', () => work.startWorker(kafka.client(), second.options, second.handle));
  const last = orders.at(-1)?.orderId ?? '';
  const all = () => idsOf([...first.handled, ...second.handled]);
  if (!all().includes(last)) await kafka.waitFor(async () => all().includes(last), PATIENCE_MS);
  await run('stop', () => next.stop());
  const again = second.handled.filter(({ orderId }) => idsOf(first.handled).includes(orderId));
  if (again.length > 0) {
    const message = `After a stop in good order, the next worker handled orders again.`;
    const committedLate = committedBefore === busyAt - 1 ? 'commit-after-stop' : 'handled-again';
    const usual = committed === first.handled.length ? 'position-ignored' : committedLate;
    fail(committed < 0 ? 'never-committed' : usual, { message, expected: 'none', got: again.length });
  }
  expectEach([...first.handled, ...second.handled], orders, 'left-out', 'The group');
  const nowhere = { ...first.options, topic: kafka.impossibleTopic };
  const startNowhere = () => work.startWorker(kafka.client({ retries: 0 }), nowhere, first.handle);
  await refused('startWorker, with the name of a topic that Kafka refuses,', startNowhere);
});

/** Stops a worker while an order is being booked, which goes on when stop has had the time to end too early. */
async function stopWhileBusy(
  run: TaskContext<typeof Solution>['run'],
  worker: Worker,
  goOn: () => void,
  order: string,
): Promise<void> {
  await run(
    'stop',
    () => worker.stop(),
    async (stopping) => {
      let stopped = false;
      stopping.then(
        () => {
          stopped = true;
        },
        () => undefined,
      );
      await Promise.race([stopping.catch(() => undefined), delay(MOMENT_MS)]);
      goOn();
      if (stopped) fail('stop-too-early', { message: `stop has resolved, and ${order} is still being booked.` });
      await stopping;
    },
  );
}

task('5. A poison record', PERSISTENT, async ({ work, random, kafka, wire, start, run, refused }) => {
  const orders = drawOrders(random, 9);
  const [bad, shaky, odd, last] = [orders[2], orders[5], orders[7], orders[8]] as [Order, Order, Order, Order];
  // Bytes that are no text in UTF-8: whoever makes a text of them has changed them.
  const broken = {
    key: Buffer.from([0xff, 0xfe, random.int(0, 255)]),
    value: Buffer.concat([Buffer.from(`{"orderId": "${random.word(4)}`), Buffer.from([0xc3, 0x28, 0xff])]),
  };
  // JSON, and no order: handle has to say so.
  const nothing = { key: `key-${random.word(4)}`, value: 'null' };
  const records = json(orders).map((record, index) => ({ ...record, key: `key-${index}` }));
  await kafka.send('poisoned', [...records.slice(0, 4), broken, nothing, ...records.slice(4)]);
  const desk = new Desk(kafka, 'poisoned', 'careful');
  let attempts = 0;
  let oddAttempts = 0;
  // As from a database that answers with half a JSON, with nothing, or with no date: the order itself is sound.
  const oddErrors = [
    new SyntaxError('Unexpected end of JSON input'),
    new TypeError('rows is not iterable'),
    new RangeError('Invalid time value'),
  ];
  const silence = new Silence();
  const reason = `no such customer: ${random.word(5)}`;
  const handle = async (order: Order | null): Promise<void> => {
    if (order === null) throw new BadOrderError('there is no order');
    if (order.orderId === bad.orderId) throw new BadOrderError(reason);
    silence.end();
    if (order.orderId === shaky.orderId && ++attempts <= FAILURES) throw new Error('the database does not answer');
    if (order.orderId === odd.orderId && oddAttempts < oddErrors.length) throw oddErrors[oddAttempts++];
    desk.handled.push(order);
  };
  const options = { ...desk.options, deadLetters: kafka.topic('dead-letters') };
  // Whoever does not wait for the dead letter commits while it is still under way.
  wire.break('delay', 'Produce', LATE_MS);
  const worker = expectWorker(
    'startCareful',
    await start('startCareful', () => work.startCareful(kafka.client(SOON), options, handle)),
  );
  expectJoined(wire, options);
  const isThrough = () => idsOf(desk.handled).includes(last.orderId);
  silence.end();
  await kafka.waitFor(async () => isThrough() || isGone(wire, options) || silence.isFinal, PERSISTENCE_MS);
  if (!isThrough() && oddAttempts === 0) {
    if (attempts > 0) stayedDead(attempts);
    const where =
      desk.handled.length > 2
        ? 'records 5 and 6, which are no JSON and the JSON null'
        : 'record 3, whose order handle refuses';
    fail('blocked', {
      message: `The worker does not get past ${where}.`,
      expected: 'the last order',
      got: `${desk.handled.length} orders`,
    });
  }
  await run('stop', () => worker.stop());
  const safeAt = wire.of('Produce').find(({ answered }) => answered)?.answeredAt ?? Number.POSITIVE_INFINITY;
  const passed = ({ commits = [], askedAt }: WireRequest) =>
    askedAt < safeAt && commits.some(({ offset }) => offset > 2);
  const dead = await kafka.records('dead-letters');
  const oddError = oddErrors[oddAttempts - 1]?.name;
  const aside = [shaky, odd].find(({ orderId }) => dead.some(({ value }) => value?.includes(orderId)));
  if (aside) {
    const message = 'An order is among the dead letters whose error would have passed.';
    fail('set-aside', {
      message,
      got: aside === odd ? `handle threw a ${oddError}, for an order that is good JSON` : aside,
    });
  }
  if (!idsOf(desk.handled).includes(shaky.orderId)) {
    fail('not-retried', { message: 'An order whose first attempt failed was never tried again.', got: shaky });
  }
  if (!isThrough() && isGone(wire, options)) {
    fail('ended-for-good', {
      message: `handle failed for an order with a ${oddError}, which would have passed, and the worker left its group for good.`,
      expected: 'another attempt',
      got: 'none, and nothing behind this order is handled',
    });
  }
  if (dead.length > 0 && wire.of('OffsetCommit').some(passed)) {
    const message = 'The offset of a poison record was committed while its dead letter was still on its way.';
    fail('dead-letter-under-way', { message });
  }
  const bytesOf = (value: string | Buffer = '') => Buffer.from(value);
  const poison = [records[2], broken, nothing].map((record) => ({
    key: bytesOf(record?.key),
    value: bytesOf(record?.value),
  }));
  if (dead.length < poison.length) {
    fail('poison-lost', {
      message: 'A poison record is not in the topic of the dead letters.',
      expected: `${poison.length} records`,
      got: `${dead.length} records`,
    });
  }
  const kept = dead.map(({ keyBytes, bytes }) => ({ key: keyBytes, value: bytes }));
  equal(kept, poison, 'poison-changed', 'The dead letters are not the poison records as they were.');
  // The error's name may stand before it.
  if (!dead[0]?.headers.reason?.includes(reason) || dead.some(({ headers }) => !headers.reason)) {
    const got = dead.map(({ headers }) => headers.reason ?? 'none');
    fail('no-reason', {
      message: 'A dead letter does not say what was wrong.',
      expected: [reason, 'a text', 'a text'],
      got,
    });
  }
  const isGood = (order: Order) => order.orderId !== bad.orderId;
  expectEach(desk.handled.filter(isGood), orders.filter(isGood), 'order-missing', 'The worker');
  const nowhere = { ...options, topic: kafka.impossibleTopic };
  const startNowhere = () => work.startCareful(kafka.client({ retries: 0 }), nowhere, desk.handle);
  await refused('startCareful, with the name of a topic that Kafka refuses,', startNowhere);

  const startLater = async (group: string) => {
    const later = new Desk(kafka, 'poisoned-later', group);
    const given = { ...later.options, deadLetters: options.deadLetters };
    return start('startCareful', () => work.startCareful(kafka.client(SOON), given, later.handle));
  };
  const [leaving, staying] = [await startLater('leaving'), await startLater('staying')];
  const expectAside = async (after: string) => {
    const value = `{"orderId": "${random.word(8)}`;
    await kafka.send('poisoned-later', [{ value }]);
    const letters = await kafka.until(
      'dead-letters',
      (them) => them.some((letter) => letter.value === value),
      PATIENCE_MS,
    );
    if (letters.some((letter) => letter.value === value)) return;
    const message = `${after}, and after that this one put no poison record aside.`;
    fail('producer-shared', { message, expected: 'one more dead letter', got: 'none' });
  };
  await run('stop', async () => {
    await leaving.stop();
    await expectAside('Another worker was stopped');
    await startNowhere().catch(() => undefined);
    await expectAside('Another worker could not start');
    await staying.stop();
  });
});

/** The worker's consumer has left the group, which has no other member, and does not come back. */
function isGone(wire: Wire, { groupId }: WorkerOptions): boolean {
  const last = wire.requests.findLast(
    ({ api, group }) => group === groupId && (api === 'JoinGroup' || api === 'LeaveGroup'),
  );
  return last?.api === 'LeaveGroup' && performance.now() - last.askedAt > GONE_MS;
}

/** Its handle would succeed by now, if anybody called it. */
function stayedDead(attempts: number): never {
  const message = `handle failed for an order, ${timesOf(attempts)}, and then the worker stood still for good.`;
  fail('stays-dead', { message, expected: 'another attempt', got: 'none' });
}

task('6. Lag and replay', {}, async ({ work, random, kafka, wire, start, run, refused }) => {
  const counts = [random.int(10, 20), random.int(21, 30), random.int(6, 9)];
  await kafka.send(
    'lagging',
    counts.flatMap((count, partition) => Array.from({ length: count }, () => ({ value: '{}', partition }))),
  );
  const groupId = kafka.topic('lagging-group');
  const [first = 0, second = 0, third = 0] = counts;
  const done = random.int(3, 9);
  await kafka.commit(groupId, 'lagging', [done, 2, undefined]);
  const deleted = random.int(8, 15);
  const alsoDeleted = random.int(2, 4);
  await kafka.admin.deleteTopicRecords({
    topic: kafka.topic('lagging'),
    partitions: [
      { partition: 1, offset: String(deleted) },
      { partition: 2, offset: String(alsoDeleted) },
    ],
  });
  const expected = first - done + (second - deleted) + (third - alsoDeleted);
  const lag = await run('lagOf', () => work.lagOf(kafka.client(), groupId, kafka.topic('lagging')));
  if (lag !== expected) {
    // Partition 2 left out, or counted as if 0 or -1 were committed and could be read; partition 1 as if 2 could be read.
    const noCommit = [alsoDeleted - third, alsoDeleted, alsoDeleted + 1];
    const tooOld = [0, alsoDeleted, alsoDeleted + 1].map((more) => deleted - 2 + more);
    const off = lag - expected;
    const id = noCommit.includes(off) ? 'no-commit-yet' : tooOld.includes(off) ? 'deleted-counted' : 'wrong-lag';
    fail(id, {
      message:
        `The partitions hold the offsets 0 to ${first - 1}, ${deleted} to ${second - 1} and ${alsoDeleted} to ` +
        `${third - 1}; committed are ${done}, 2 and nothing.`,
      expected,
      got: lag,
    });
  }

  const unread = await run('lagOf', () => work.lagOf(kafka.client(), kafka.topic('nobody'), kafka.topic('history')));
  equal(unread, 0, 'wrong-lag', 'A topic without records has no lag, whatever the group.');
  const ofNothing = () => work.lagOf(kafka.client({ retries: 0 }), groupId, kafka.impossibleTopic);
  await refused('lagOf, with the name of a topic that Kafka refuses', ofNothing);

  const start0 = Date.UTC(2026, 0, 1) + random.int(0, 1_000_000);
  const orders = drawOrders(random, 12);
  // Partition 1 has nothing that is new enough; partitions 0 and 2 begin at different offsets.
  const partitionOf = (index: number) => (index < 6 || index % 3 === 0 ? index % 3 : 2);
  const messages = json(orders).map((message, index) => {
    return { ...message, partition: partitionOf(index), timestamp: String(start0 + index) };
  });
  await kafka.send('history', messages);
  const desk = new Desk(kafka, 'history', 'replaying');
  await kafka.commit(desk.options.groupId, 'history', [4, 2, 6]);
  const from = random.pick([7, 9]);
  // The very time of a record: it was sent "at since or later", and the one before a millisecond too early.
  const since = start0 + from;
  const worker = expectWorker(
    'startReplay',
    await start('startReplay', () => work.startReplay(kafka.client(), desk.options, since, desk.handle)),
  );
  // Its times are not looked at: kafkajs's admin.setOffsets joins the group, too, with times of its own.
  expectGroup(wire, desk.options);
  const sentinels = drawOrders(random, 3);
  await kafka.send(
    'history',
    json(sentinels).map((message, partition) => ({ ...message, partition })),
  );
  const isThrough = () => sentinels.every(({ orderId }) => idsOf(desk.handled).includes(orderId));
  await kafka.waitFor(async () => isThrough(), PATIENCE_MS);
  const again = orders.slice(from);
  const replayed = desk.handled.filter(({ orderId }) => !idsOf(orders.slice(0, from)).includes(orderId));
  expectEach(replayed, [...again, ...sentinels], 'replay-missing', 'The replay');
  if (replayed.length < desk.handled.length) {
    fail('replayed-too-much', {
      message: 'The replay handled orders again that are older than the given time.',
      expected: `${again.length} orders`,
      got: `${desk.handled.length - sentinels.length} orders`,
    });
  }

  // Another worker comes, and the group shares its partitions out anew.
  const ends = [0, 1, 2].map((partition) => 1 + orders.filter((_, index) => partitionOf(index) === partition).length);
  const committed = () => kafka.committed(desk.options.groupId, 'history');
  if (!(await kafka.waitFor(async () => (await committed()).join() === ends.join(), PATIENCE_MS))) {
    const message = 'The replay is through, and the group has not committed that.';
    fail('never-committed', { message, expected: ends, got: await committed() });
  }
  const other = new Desk(kafka, 'history', 'replaying');
  const helper = await start('startWorker', () => work.startWorker(kafka.client(), other.options, other.handle));
  const later = drawOrders(random, 3);
  await kafka.send(
    'history',
    json(later).map((message, partition) => ({ ...message, partition })),
  );
  const ofBoth = () => idsOf([...desk.handled, ...other.handled]);
  await kafka.waitFor(async () => later.every(({ orderId }) => ofBoth().includes(orderId)), PATIENCE_MS);
  await run('stop', async () => {
    await worker.stop();
    await helper.stop();
  });
  const twice = desk.handled.length + other.handled.length - new Set(ofBoth()).size;
  if (twice > 0) {
    const message = 'Another worker joined the group after the replay, and orders were handled once more.';
    fail('replayed-again', { message, expected: 'none', got: twice });
  }

  const nowhere = { ...desk.options, topic: kafka.impossibleTopic };
  await refused('startReplay, with the name of a topic that Kafka refuses,', () =>
    work.startReplay(kafka.client({ retries: 0 }), nowhere, since, desk.handle),
  );
  await refused('startReplay, whose topic is deleted once its offsets are found,', () =>
    work.startReplay(clientOfDeleted(kafka), nowhere, since, desk.handle),
  );
});

/** A client whose admin still finds the offsets of a topic that is not there for a consumer. */
function clientOfDeleted(kafka: KafkaLab): ReturnType<KafkaLab['client']> {
  const client = kafka.client({ retries: 0 });
  const makeAdmin = client.admin.bind(client);
  client.admin = (config) =>
    Object.assign(makeAdmin(config), { fetchTopicOffsetsByTimestamp: async () => [{ partition: 0, offset: '0' }] });
  return client;
}

task('7. A commit of your own', {}, async ({ work, random, kafka, wire, start, run, refused }) => {
  const orders = drawOrders(random, 12);
  await kafka.send(
    'prompt',
    json(orders).map((message, index) => ({ ...message, partition: index % 2 })),
  );
  const placeOf = ({ orderId }: Order) => {
    const index = orders.findIndex((order) => order.orderId === orderId);
    return { number: index + 1, partition: index % 2, offset: Math.floor(index / 2) };
  };
  const name = `${random.word(5)}, Frühschicht`;
  const group = new Desk(kafka, 'prompt', 'prompt', { timing: OTHER });
  const options = { ...group.options, name };
  const begin = (client: ReturnType<KafkaLab['client']>, handle: (order: Order) => Promise<void>) =>
    start('startPrompt', () => work.startPrompt(client, options, handle));

  let mistake: (() => never) | undefined;
  const begun = new Set<number>();
  /** Where the killed worker has left each partition, as the broker knows it. */
  let left = [0, 0];
  /** What is committed as an order begins: all before it in its partition, and not the order itself. */
  const lookAt = (order: Order): void => {
    const { number, partition, offset } = placeOf(order);
    const asked = wire
      .of('OffsetCommit')
      .filter(({ clientId }) => !wire.hasSevered(clientId))
      .filter(({ commits = [] }) => commits.some((one) => one.partition === partition));
    const position = (requests: WireRequest[]) =>
      Math.max(
        left[partition] ?? 0,
        ...requests.flatMap(({ commits = [] }) =>
          commits.filter((one) => one.partition === partition).map((one) => one.offset),
        ),
      );
    const committed = position(asked.filter(({ answered }) => answered));
    const details = { expected: `${offset}, committed in partition ${partition}`, got: `${position(asked)}` };
    if (position(asked) > offset && begun.has(number)) {
      const message = 'handle failed for an order, and its offset was committed all the same.';
      mistake ??= () => fail('committed-unbooked', { message, ...details });
    } else if (position(asked) > offset) {
      const message = `Order ${number} has begun, and its offset is committed already.`;
      mistake ??= () => fail('committed-first', { message, ...details });
    } else if (asked.length > 0 && position(asked) === offset - 1 && asked.at(-1)?.answered) {
      const message = `Order ${number} has begun, and the one before it in its partition would come again.`;
      mistake ??= () => fail('not-the-next', { message, ...details });
    } else if (committed < offset) {
      const message = `Order ${number} has begun, and the one before it in its partition is booked and not committed.`;
      mistake ??= () => fail('not-committed-yet', { message, ...details });
    }
    begun.add(number);
  };

  const fatal = random.int(5, 8);
  const client = kafka.client();
  let dead = false;
  let tell: () => void = () => undefined;
  const died = new Promise<boolean>((resolve) => {
    tell = () => resolve(true);
  });
  await begin(client, async (order) => {
    if (dead) return;
    expectParsed([order]);
    lookAt(order);
    group.handled.push(order);
    if (group.handled.length < fatal) return;
    dead = true;
    wire.sever(client.clientId);
    tell();
    await new Promise(() => undefined);
  });
  expectJoined(wire, options);
  const isDead = await Promise.race([died, delay(PATIENCE_MS, false)]);
  mistake?.();
  if (!isDead) fail('order-missing', { message: `Order ${fatal} never came.`, got: `${group.handled.length} orders` });
  await kafka.expelClients([options.groupId]);

  left = (await kafka.committed(options.groupId, 'prompt')).map((offset) => Math.max(0, offset));
  // The commit of an order in the other partition may have been under way as well.
  const atHand = group.handled.at(-1) as Order;
  const inOther = group.handled.findLast((order) => placeOf(order).partition !== placeOf(atHand).partition);
  const isUnderWay = inOther !== undefined && (left[placeOf(inOther).partition] ?? 0) === placeOf(inOther).offset;
  const booked = group.handled.filter((order) => order !== atHand && !(isUnderWay && order === inOther));
  const rest = orders.filter(({ orderId }) => !idsOf(booked).includes(orderId));
  const next = new Desk(kafka, 'prompt', 'prompt');
  const shaky = rest.at(-1) as Order;
  let failures = 0;
  const [late, later] = drawOrders(random, 2) as [Order, Order];
  let goOn: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let isBusy = false;
  let isLaterBooked = false;
  const worker = expectWorker(
    'startPrompt',
    await begin(kafka.client(SOON), async (order) => {
      if (order.orderId === late.orderId) {
        isBusy = true;
        return gate;
      }
      if (order.orderId === later.orderId) {
        isLaterBooked = true;
        return;
      }
      lookAt(order);
      if (order.orderId === shaky.orderId && ++failures === 1) throw new Error('the database does not answer');
      next.handled.push(order);
    }),
  );
  await kafka.waitFor(async () => rest.every(({ orderId }) => idsOf(next.handled).includes(orderId)), PATIENCE_MS);
  const metadata = async () => {
    const [answer] = await kafka.admin.fetchOffsets({ groupId: options.groupId, topics: [options.topic] });
    return (answer?.partitions ?? []).toSorted((a, b) => a.partition - b.partition);
  };
  const isCommitted = async () => (await metadata()).every(({ offset }) => offset === String(orders.length / 2));
  await kafka.waitFor(isCommitted, PATIENCE_MS);
  await kafka.send(
    'prompt',
    json([late, later]).map((message) => ({ ...message, partition: 0 })),
  );
  if (await kafka.waitFor(async () => isBusy, PATIENCE_MS)) {
    await stopWhileBusy(run, worker, goOn, 'an order');
  } else {
    await run('stop', () => worker.stop());
  }
  mistake?.();
  const repeated = next.handled.filter(({ orderId }) => idsOf(booked).includes(orderId));
  if (repeated.length > 0) {
    const message = `The first worker was killed while it booked its order ${fatal}, and the next one got more than that again.`;
    fail('not-committed-yet', { message, expected: '1 order', got: `${repeated.length + 1} orders` });
  }
  expectEach(next.handled, rest, 'lost', 'The next worker');
  if (!isBusy)
    fail('order-missing', { message: 'One more order was sent after all others were booked, and never came.' });
  const committed = (await metadata()).map(({ offset }) => Number(offset));
  const half = orders.length / 2;
  const done = isLaterBooked ? 2 : 1;
  const expected = [half + done, half];
  const dropped = half + done - (committed[0] ?? 0);
  if (dropped > 0 && dropped <= done && committed[1] === half) {
    const which =
      dropped === done
        ? 'It is booked by now, and it would come again.'
        : 'The next one was begun all the same: it is booked by now, and it would come again.';
    const message = `stop was called while an order was being booked. ${which}`;
    fail('prompt-commit-after-stop', { message, expected, got: committed });
  }
  const message = 'All orders are booked, and the group has not committed that in every partition.';
  equal(committed, expected, 'not-committed-yet', message);
  const names = (await metadata()).map((one) => one.metadata);
  equal(names, [name, name], 'no-metadata', "The commits don't say who booked last.");

  const nowhere = { ...options, topic: kafka.impossibleTopic };
  await refused('startPrompt, with the name of a topic that Kafka refuses,', () =>
    work.startPrompt(kafka.client({ retries: 0 }), nowhere, group.handle),
  );
});
