import { equal, fail, lesson, type Random, type StoredRecord } from '@workbook/checkpoints/harness';
import type { Converted, Reading } from './reading.js';
import type * as Solution from './solution.js';

const { task } = lesson<typeof Solution>({
  needs: ['kafka', 'jobmanager', 'taskmanager'],
  topics: {
    sent: { partitions: 2 },
    readings: { partitions: 2 },
    converted: { partitions: 1 },
  },
  // For each mistake that a task can find: what a learner is glad to read.
  advice: {
    'input-changed': 'Several operators may get the same record. Make a new object: { ...reading, fahrenheit }.',
    'fields-lost': 'The result has the fields of the reading, and one more: { ...reading, fahrenheit }.',
    'wrong-formula': 'Water boils at 100 °C, which is 212 °F, and freezes at 0 °C, which is 32 °F.',
    'value-unreadable': 'A value is a text: JSON.stringify(reading).',
    'wrong-key': 'The key decides on the partition, and so on the order: it has to be the sensor.',
    'records-lost': 'Is each reading handed to the producer, and is its promise awaited?',
    doubled: 'Each reading is sent once: is there a loop around a call that sends them all?',
    'source-missing': 'The job must read the topic args.readings: env.fromSource(source, …).',
    'sink-missing':
      'A stream that ends in no sink goes nowhere: stream.sinkTo(new KafkaSink({ bootstrapServers, topic })).',
    'not-converted': 'convert is right, and the stream to the sink does not pass through it: readings.map(convert).',
    'wrong-sink-key': 'The sink writes no key of its own accord: new KafkaSink({ …, key: ({ sensor }) => sensor }).',
    'lost-in-job': 'Which operator between the source and the sink drops them? Follow one record through the graph.',
    'doubled-by-job': 'Two paths lead to the same sink, or two sinks write to the same topic.',
  },
});

/** Below zero and beyond 32 bits, with decimals: what a slip with numbers does not survive. */
function drawReadings(random: Random, count: number): Reading[] {
  const drawn = Array.from({ length: count }, () => random.int(-400, 12_000) / 10);
  return [0, -40, 100, 2 ** 32 + 0.5, ...drawn].map((celsius) => reading(random, celsius));
}

function reading(random: Random, celsius: number, readingId = random.word(8)): Reading {
  return { readingId, sensor: `sensor-${random.int(1, 5)}`, celsius };
}

/** A right solution may compute in another order: the last digits are its own. */
function isRight({ celsius }: Reading, fahrenheit: unknown): boolean {
  return typeof fahrenheit === 'number' && Math.abs(fahrenheit - fahrenheitOf(celsius)) < 1e-5;
}

const fahrenheitOf = (celsius: number) => celsius * 1.8 + 32;

task('1. Celsius becomes Fahrenheit', { pure: true }, ({ work, random, compute }) => {
  for (const given of drawReadings(random, 10)) {
    const before = { ...given };
    const { fahrenheit, ...fields } = compute('convert', () => ({ ...work.convert(given) }));
    equal(given, before, 'input-changed', 'convert changed the reading that came in.');
    equal(fields, before, 'fields-lost', 'convert returned another reading.');
    if (isRight(given, fahrenheit)) continue;
    const message = `convert is wrong about ${given.celsius} °C.`;
    fail('wrong-formula', { message, expected: fahrenheitOf(given.celsius), got: fahrenheit });
  }
});

task('2. Readings in a topic', {}, async ({ work, random, kafka, run, refused }) => {
  const readings = drawReadings(random, 20);
  await run('sendReadings', () => work.sendReadings(kafka.client(), kafka.topic('sent'), readings));
  const records = await kafka.records('sent');
  expectEachOnce(records, readings, 'records-lost', 'doubled');
  for (const { key, value } of records) {
    const sent = readings.find(({ readingId }) => readingId === readingIn(value)?.readingId);
    equal(readingIn(value), sent, 'value-unreadable', 'The value of a record in the topic is another reading.');
    equal(key, sent?.sensor, 'wrong-key', "A record's key is not the sensor.");
  }
  await refused('sendReadings, with the name of a topic that Kafka refuses,', () =>
    work.sendReadings(kafka.client({ retries: 0 }), kafka.impossibleTopic, readings),
  );
});

const START_MS = 60_000;
const REACH_MS = 60_000;
/** For what is under way on other subtasks. */
const SETTLE_MS = 10_000;

task('3. The job converts them', { deadlineMs: 300_000 }, async ({ random, kafka, flink }) => {
  const args = {
    bootstrapServers: kafka.bootstrapServers,
    groupId: kafka.topic('job'),
    readings: kafka.topic('readings'),
    converted: kafka.topic('converted'),
  };
  // What the graph says already: nobody needs to wait for what can never come.
  const graph = await flink.graph(args);
  graph.expectSource('readings', args.readings);
  graph.expectSink('converted readings', args.converted);

  // The source is without end. One more reading in each partition tells that those before it are through.
  const last = [0, 1].map((partition) => reading(random, 20, `last-${partition}`));
  const readings = [...drawReadings(random, 20), ...last];
  await kafka.send(
    'readings',
    readings.map((one, index) => ({ partition: index % 2, value: JSON.stringify(one) })),
  );
  const job = await flink.submit(args);
  // How long a busy machine takes to start a job says nothing about the job.
  await flink.during(job, job.waitFor('RUNNING', { timeoutMs: START_MS }));
  const isThere = (records: StoredRecord[], { readingId }: Reading) =>
    records.some(({ value }) => readingIn(value)?.readingId === readingId);
  const through = (records: StoredRecord[]) => last.every((one) => isThere(records, one));
  if (!through(await flink.during(job, kafka.until('converted', through, REACH_MS)))) {
    const [{ state }, { length }] = [await job.status(), await kafka.records('converted')];
    const message = `The job is ${state}, and after ${REACH_MS / 1000} s the last readings have not come; the topic has ${length} records.`;
    fail('no-answer', { message });
  }
  // Where records can overtake each other, those before the last ones may still be under way.
  const all = (records: StoredRecord[]) => readings.every((one) => isThere(records, one));
  if (!graph.keepsOrder) await flink.during(job, kafka.until('converted', all, SETTLE_MS));

  const records = await kafka.records('converted');
  expectEachOnce(records, readings, 'lost-in-job', 'doubled-by-job');
  for (const { key, value } of records) {
    const got = readingIn(value) as Partial<Converted>;
    const given = readings.find(({ readingId }) => readingId === got.readingId) as Reading;
    if (!isRight(given, got.fahrenheit)) {
      const expected = { ...given, fahrenheit: fahrenheitOf(given.celsius) };
      fail('not-converted', { message: 'A record in the topic is not the converted reading.', expected, got });
    }
    equal(key, given.sensor, 'wrong-sink-key', "A record's key is not the sensor.");
  }
});

/** What a record's value says; undefined for what is no JSON. */
function readingIn(value: string | null): Partial<Reading> | undefined {
  try {
    return JSON.parse(value ?? '') as Partial<Reading>;
  } catch {
    return undefined;
  }
}

/** Each of the readings once, and no other. */
function expectEachOnce(records: StoredRecord[], readings: Reading[], lost: string, doubled: string): void {
  const ids = records.map(({ value }) => readingIn(value)?.readingId);
  const unreadable = records.find((_, index) => !readings.some(({ readingId }) => readingId === ids[index]));
  if (unreadable) {
    fail('value-unreadable', { message: 'A value in the topic is no reading as JSON.', got: unreadable.value });
  }
  const missing = readings.filter(({ readingId }) => !ids.includes(readingId));
  if (missing[0]) {
    const message = `${missing.length} of ${readings.length} readings are not in the topic.`;
    fail(lost, { message, expected: missing[0] });
  }
  if (records.length > readings.length) {
    const got = `${records.length} records for ${readings.length} readings`;
    fail(doubled, { message: 'The topic holds a reading more than once.', got });
  }
}
