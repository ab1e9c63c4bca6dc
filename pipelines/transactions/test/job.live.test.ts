/** The Flink job on a live cluster, over messages that are known in advance. */
import { FlinkClient, type MalformedRecord } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import type { Admin } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { kafkaClient } from '../../program/kafka.js';
import { endOf, lagOf } from '../../program/offsets.js';
import { CarefulProducer } from '../../program/producer.js';
import { ResultConsumer } from '../../program/result-consumer.js';
import type { Aggregation, LateTransaction } from '../aggregation.js';
import { type GeneratedMessage, generateMessages } from '../generator.js';
import { MALFORMED_KINDS } from '../malformed.js';
import type { ProcessedTransaction } from '../pricing.js';
import { transactionProcessor } from '../processor.js';
import { OUTPUT_TOPICS, TOPICS } from '../topics.js';
import type { Transaction } from '../transaction.js';
import { type ExpectedWindow, expectedWindows, windowName } from './expected.js';

// Generous: a busy machine must not fail a test.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const GROUP = `job-test-${process.pid}`;
/** How long the job may take for what is expected, in ms: a busy machine must not fail a test. */
const PATIENCE = { timeout: 120_000, interval: 100 };
const MESSAGES = 3_000;

/** Everything that the job wrote, by topic. */
class Written {
  readonly byTopic = new Map<string, unknown[]>();

  add(topic: string, text: string): void {
    this.byTopic.set(topic, [...this.of(topic), JSON.parse(text)]);
  }

  of<T>(topic: string): T[] {
    return (this.byTopic.get(topic) ?? []) as T[];
  }
}

function transactionsOf(messages: readonly GeneratedMessage[]): Transaction[] {
  return messages.flatMap(({ transaction }) => transaction ?? []);
}

describe('the transaction job', () => {
  const settings = readSettings();
  const kafka = kafkaClient(settings.kafka.bootstrapServers, GROUP);
  const written = new Written();
  let sent: GeneratedMessage[];
  let broken: { kind: string; value: string | Buffer }[];
  let admin: Admin;

  /** Runs the job once over all messages, and drains it. */
  beforeAll(async () => {
    admin = kafka.admin();
    await admin.connect();
    const stream = generateMessages({
      seed: 20260504,
      start: Date.UTC(2026, 4, 4, 9),
      step: 200,
      users: 25,
      late: 0.02,
      malformed: 0,
    });
    sent = Array.from({ length: MESSAGES }, () => stream.next().value);
    const example = transactionsOf(sent)[0] as Transaction;
    broken = Object.entries(MALFORMED_KINDS).map(([kind, breakIt]) => ({ kind, value: breakIt(example) }));

    const consumer = new ResultConsumer(kafka, {
      groupId: `${GROUP}-results`,
      from: await endOf(admin, OUTPUT_TOPICS),
      onResult: ({ topic, text }) => written.add(topic, text),
    });
    const processor = transactionProcessor(
      new FlinkClient(settings.flink.url),
      {
        bootstrapServers: settings.kafka.bootstrapServers.join(','),
        groupId: GROUP,
        startingOffsets: (await endOf(admin, [TOPICS.transactions])).toNumbers(),
        checkpointIntervalMs: 1_000,
      },
      () => {},
    );
    const producer = new CarefulProducer(kafka, { topic: TOPICS.transactions });
    try {
      await Promise.all([producer.connect(), consumer.start(), processor.start()]);
      await producer.write(sent.slice(0, MESSAGES / 2));
      await producer.write(broken.map(({ value }) => ({ key: 'broken', value })));
      await producer.write(sent.slice(MESSAGES / 2));
      await producer.flush();
      const end = await endOf(admin, [TOPICS.transactions]);
      await vi.waitUntil(async () => (await lagOf(admin, GROUP, end)) === 0n, PATIENCE);
      await processor.drain();
      const kept = transactionsOf(sent).filter(({ amount }) => amount > 100).length;
      await vi.waitUntil(
        async () => counted(written, 'user') === kept && counted(written, 'category') === kept,
        PATIENCE,
      );
    } finally {
      await Promise.allSettled([processor.cancel(), producer.abandon(), consumer.stop()]);
    }
  });

  afterAll(async () => {
    await admin.deleteGroups([GROUP]);
    await admin.disconnect();
  });

  it('writes every transaction above 100 once, with its discount', () => {
    const kept = transactionsOf(sent).filter(({ amount }) => amount > 100);
    const processed = written.of<ProcessedTransaction>(TOPICS.processed);
    expect(sorted(processed.map(({ transaction_id }) => transaction_id))).toEqual(
      sorted(kept.map(({ transaction_id }) => transaction_id)),
    );
    for (const { amount, discount, total } of processed) expect(total + discount).toBeCloseTo(amount, 6);
  });

  it('keeps the order of each user', () => {
    const orderOf = (transactions: readonly Transaction[], user: string) =>
      transactions.filter(({ user_id }) => user_id === user).map(({ transaction_id }) => transaction_id);
    const kept = transactionsOf(sent).filter(({ amount }) => amount > 100);
    const processed = written.of<ProcessedTransaction>(TOPICS.processed);
    for (const user of new Set(kept.map(({ user_id }) => user_id))) {
      expect(orderOf(processed, user)).toEqual(orderOf(kept, user));
    }
  });

  it('writes those above 500 a second time', () => {
    const dear = transactionsOf(sent).filter(({ amount }) => amount > 500);
    const highValue = written.of<ProcessedTransaction>(TOPICS.highValue);
    expect(sorted(highValue.map(({ transaction_id }) => transaction_id))).toEqual(
      sorted(dear.map(({ transaction_id }) => transaction_id)),
    );
  });

  it('sums up each user and each category per minute, to the cent; what came late it sets apart', () => {
    expect(Object.fromEntries(sumsAndLate(written))).toEqual(Object.fromEntries(expectedWindows(transactionsOf(sent))));
  });

  it('drops none that came minutes late: each is in a window or set apart', () => {
    const late = new Set(written.of<LateTransaction>(TOPICS.late).map(({ transaction_id }) => transaction_id));
    const sentLate = sent.flatMap((message) => (message.late ? transactionsOf([message]) : []));
    expect(sentLate.filter(({ transaction_id }) => late.has(transaction_id)).length).toBeGreaterThan(0);
  });

  it('sets every kind of malformed message apart, with its reason and its bytes, and lives on', () => {
    const malformed = written.of<MalformedRecord>(TOPICS.malformed);
    expect(malformed).toHaveLength(broken.length);
    for (const { value, kind } of broken) {
      const record = malformed.find((candidate) => bytesOf(candidate).equals(Buffer.from(value)));
      expect(record, kind).toMatchObject({ topic: TOPICS.transactions, key: 'broken' });
      expect(record?.reason, kind).toMatch(/^\S.{8,}/);
    }
  });
});

/** How many transactions are in windows or late. */
function counted(written: Written, kind: string): number {
  const inWindows = written.of<Aggregation>(TOPICS.aggregations).filter((aggregation) => aggregation.kind === kind);
  const late = written.of<LateTransaction>(TOPICS.late).filter(({ missing_from }) => missing_from === kind);
  return inWindows.reduce((sum, { count }) => sum + count, late.length);
}

/** What the job wrote about each window, with the late transactions put back where they belong. */
function sumsAndLate(written: Written): Map<string, ExpectedWindow> {
  const windows = new Map<string, ExpectedWindow>();
  const add = (name: string, count: number, amount: number, discount: number) => {
    const window = windows.get(name) ?? { count: 0, amount: 0, discount: 0 };
    windows.set(name, {
      count: window.count + count,
      amount: window.amount + Math.round(amount * 100),
      discount: window.discount + Math.round(discount * 100),
    });
  };
  for (const { kind, key, window_start, count, amount, discount } of written.of<Aggregation>(TOPICS.aggregations)) {
    add(windowName(kind, key, window_start), count, amount, discount);
  }
  for (const late of written.of<LateTransaction>(TOPICS.late)) {
    const key = late.missing_from === 'user' ? late.user_id : late.category;
    add(windowName(late.missing_from, key, late.timestamp), 1, late.amount, late.discount);
  }
  return windows;
}

function bytesOf({ value, valueEncoding }: MalformedRecord): Buffer {
  return Buffer.from(value ?? '', valueEncoding === 'base64' ? 'base64' : 'utf8');
}

function sorted(texts: string[]): string[] {
  return [...texts].sort();
}
