import { describe, expect, it } from 'vitest';
import { parseTransaction, type Transaction } from '../transaction.js';

const good: Transaction = {
  transaction_id: 'a-1',
  user_id: 'user-0001',
  product: 'Red Lamp',
  category: 'home',
  amount: 120.5,
  quantity: 2,
  payment_method: 'wallet',
  timestamp: '2026-05-04T09:30:00.000Z',
  location: 'Oslo, NO',
};

describe('parseTransaction', () => {
  it('returns a transaction as it is', () => {
    expect(parseTransaction(good)).toEqual(good);
  });

  it('keeps fields that it does not know, as a newer producer may send them', () => {
    expect(parseTransaction({ ...good, comment: 'x' })).toEqual({ ...good, comment: 'x' });
  });

  const wrong: [string, unknown, string][] = [
    ['null', null, 'a transaction must be an object, not null'],
    ['a list', [good], 'a transaction must be an object, not a list'],
    ['a text', 'hello', 'a transaction must be an object, not the text "hello"'],
    ['a missing field', { ...good, amount: undefined }, 'amount is missing'],
    ['a number as text', { ...good, amount: '12' }, 'amount must be a number above 0, not the text "12"'],
    ['a negative amount', { ...good, amount: -3 }, 'amount must be a number above 0, not the number -3'],
    ['half a piece', { ...good, quantity: 1.5 }, 'quantity must be a whole number from 1, not the number 1.5'],
    ['an empty text', { ...good, user_id: '' }, 'user_id must be a text that is not empty, not the text ""'],
    ['an object for a text', { ...good, user_id: {} }, 'user_id must be a text that is not empty, not an object'],
    [
      'a local time',
      { ...good, timestamp: '2026-05-04T09:30:00+02:00' },
      'timestamp must be a time in UTC such as 2026-05-04T09:30:00.000Z, not the text "2026-05-04T09:30:00+02:00"',
    ],
    [
      'an impossible time',
      { ...good, timestamp: '2026-02-30T09:30:00Z' },
      'timestamp must be a time in UTC such as 2026-05-04T09:30:00.000Z, not the text "2026-02-30T09:30:00Z"',
    ],
  ];
  it.each(wrong)('refuses %s with a sentence', (_, value, sentence) => {
    expect(() => parseTransaction(value)).toThrow(new Error(sentence));
  });

  it('cuts a long text in its sentence', () => {
    expect(() => parseTransaction('x'.repeat(5000))).toThrow(/not the text "x{40}…"$/);
  });
});
