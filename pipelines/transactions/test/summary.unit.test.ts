import { beforeEach, describe, expect, it } from 'vitest';
import type { Aggregation, LateTransaction } from '../aggregation.js';
import { enrich } from '../pricing.js';
import { reconciles, summaryLines } from '../summary.js';
import { ProducedTally, ResultTally } from '../tally.js';
import { TOPICS } from '../topics.js';
import type { Transaction } from '../transaction.js';

const base: Omit<Transaction, 'amount'> = {
  transaction_id: 'a-1',
  user_id: 'user-0001',
  product: 'Lamp',
  category: 'home',
  quantity: 1,
  payment_method: 'wallet',
  timestamp: '2026-05-04T09:30:00.000Z',
  location: 'Oslo, NO',
};

let produced: ProducedTally;
let results: ResultTally;

function produce(amount: number | undefined, late = false): void {
  const transaction = amount === undefined ? undefined : { ...base, amount };
  produced.add({ key: 'user-0001', value: '', transaction, late });
}

function processed(amount: number): void {
  const record = enrich({ ...base, amount });
  results.add(TOPICS.processed, JSON.stringify(record));
  if (record.high_value) results.add(TOPICS.highValue, JSON.stringify(record));
}

function windows(count: number, amount: number): void {
  for (const kind of ['user', 'category'] as const) {
    const record: Aggregation = {
      kind,
      key: kind === 'user' ? base.user_id : base.category,
      window_start: '2026-05-04T09:30:00.000Z',
      window_end: '2026-05-04T09:31:00.000Z',
      count,
      amount,
      discount: 0,
      total: amount,
    };
    results.add(TOPICS.aggregations, JSON.stringify(record));
  }
}

function late(amount: number): void {
  for (const missing_from of ['user', 'category'] as const) {
    const record: LateTransaction = { ...enrich({ ...base, amount }), missing_from };
    results.add(TOPICS.late, JSON.stringify(record));
  }
}

describe('the books of a run', () => {
  beforeEach(() => {
    produced = new ProducedTally();
    results = new ResultTally();
    // 600.10 and 200.20 in a window, 300 late, 50 filtered out, one malformed.
    for (const amount of [600.1, 200.2, 50, undefined]) produce(amount);
    produce(300, true);
    for (const amount of [600.1, 200.2, 300]) processed(amount);
    late(300);
    results.add(TOPICS.malformed, JSON.stringify({ reason: 'amount is missing' }));
  });

  it('close when every message is found once', () => {
    windows(2, 800.3);
    expect(reconciles(produced, results)).toBe(true);
    expect(summaryLines(produced, results).join('\n')).toContain(
      '2 in windows + 1 late + 1 malformed + 1 filtered = 5, produced: 5',
    );
  });

  it('do not close when a window lost a transaction', () => {
    windows(1, 600.1);
    expect(reconciles(produced, results)).toBe(false);
    expect(summaryLines(produced, results)).toContain(
      'DIFFERS: windows by user + late + malformed + filtered = produced: expected 5, found 4',
    );
  });

  it('do not close when a window counted a transaction twice', () => {
    windows(3, 1000.5);
    expect(reconciles(produced, results)).toBe(false);
  });

  it('do not close when the counts agree and the money does not', () => {
    windows(2, 800.31);
    expect(summaryLines(produced, results)).toContain(
      'DIFFERS: money in windows by user + late = money produced: expected 1 100.30, found 1 100.31',
    );
  });

  it('do not close when somebody else wrote to the topics', () => {
    windows(2, 800.3);
    results.add(TOPICS.processed, 'not JSON');
    expect(reconciles(produced, results)).toBe(false);
  });
});
