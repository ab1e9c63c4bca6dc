import type { Faker } from '@faker-js/faker';
import type { Transaction } from './transaction.js';

/** Ways in which real messages are broken: a crash while writing, a careless colleague, another program's format. */
export const MALFORMED_KINDS: Record<string, (transaction: Transaction) => string | Buffer> = {
  'cut off': (transaction) => JSON.stringify(transaction).slice(0, 70),
  'amount missing': ({ amount: _, ...rest }) => JSON.stringify(rest),
  'amount as text': (transaction) => JSON.stringify({ ...transaction, amount: String(transaction.amount) }),
  'negative amount': (transaction) => JSON.stringify({ ...transaction, amount: -transaction.amount }),
  'impossible time': (transaction) => JSON.stringify({ ...transaction, timestamp: '2026-02-30T25:00:00Z' }),
  'a list': (transaction) => JSON.stringify([transaction]),
  'not UTF-8': () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
};

/** Breaks a message in one of these ways. */
export function breakMessage(transaction: Transaction, faker: Faker): string | Buffer {
  return faker.helpers.arrayElement(Object.values(MALFORMED_KINDS))(transaction);
}
