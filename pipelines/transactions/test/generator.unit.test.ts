import { faker } from '@faker-js/faker';
import { describe, expect, it } from 'vitest';
import { DISORDER_MS, type GeneratedMessage, type GeneratorOptions, generateMessages } from '../generator.js';
import { MALFORMED_KINDS } from '../malformed.js';
import { parseTransaction } from '../transaction.js';

const options: GeneratorOptions = {
  seed: 7,
  start: Date.UTC(2026, 4, 4),
  step: 120,
  users: 30,
  late: 0.05,
  malformed: 0.1,
};

function take(howMany: number, changes: Partial<GeneratorOptions> = {}): GeneratedMessage[] {
  const messages = generateMessages({ ...options, ...changes });
  return Array.from({ length: howMany }, () => messages.next().value);
}

describe('generateMessages', () => {
  it('makes the same messages again from the same seed', () => {
    expect(take(500)).toEqual(take(500));
  });

  it("is not disturbed by faker's shared instance", () => {
    const before = take(50);
    faker.seed(1);
    faker.person.fullName();
    expect(take(50)).toEqual(before);
  });

  it('makes other messages from another seed', () => {
    expect(take(50, { seed: 8 })).not.toEqual(take(50));
  });

  it('makes valid transactions whose key is the user', () => {
    for (const { key, value, transaction } of take(2000, { malformed: 0 })) {
      expect(parseTransaction(JSON.parse(String(value)))).toEqual(transaction);
      expect(key).toBe(transaction?.user_id);
    }
  });

  it('keeps the disorder of events within its bound, except for those it calls late', () => {
    for (const [index, { transaction, late }] of take(3000, { malformed: 0 }).entries()) {
      const delay = options.start + index * options.step - Date.parse(transaction?.timestamp ?? '');
      expect(late ? delay >= 120_000 && delay <= 360_000 : delay >= 0 && delay < DISORDER_MS).toBe(true);
    }
  });

  it('makes about as many late and malformed messages as it is asked for', () => {
    const messages = take(5000);
    const share = (test: (message: GeneratedMessage) => boolean) => messages.filter(test).length / messages.length;
    expect(share(({ late }) => late)).toBeCloseTo(0.045, 2);
    expect(share(({ transaction }) => transaction === undefined)).toBeCloseTo(0.1, 1);
  });

  it('makes purchases on both sides of each threshold', () => {
    const amounts = take(2000, { malformed: 0 }).map(({ transaction }) => transaction?.amount ?? 0);
    for (const [from, to] of [
      [0, 100],
      [100, 500],
      [500, Number.POSITIVE_INFINITY],
    ] as const) {
      expect(amounts.filter((amount) => amount > from && amount <= to).length).toBeGreaterThan(100);
    }
  });
});

describe('MALFORMED_KINDS', () => {
  const [{ transaction } = {}] = take(1, { malformed: 0 });

  it.each(Object.entries(MALFORMED_KINDS))('%s: no reader takes it for a transaction', (_, breakIt) => {
    if (!transaction) throw new Error('the generator made no transaction');
    const bytes = Buffer.from(breakIt(transaction));
    expect(() => parseTransaction(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))).toThrow();
  });
});
