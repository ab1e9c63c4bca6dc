import { describe, expect, it } from 'vitest';
import { enrich, fromCents, toCents } from '../pricing.js';
import type { Transaction } from '../transaction.js';

const transaction: Transaction = Object.freeze({
  transaction_id: 'a-1',
  user_id: 'user-0001',
  product: 'Novel',
  category: 'books',
  amount: 129.95,
  quantity: 3,
  payment_method: 'wallet',
  timestamp: '2026-05-04T09:30:00.000Z',
  location: 'Oslo, NO',
});

describe('enrich', () => {
  it("takes the category's discount off, in whole cents", () => {
    expect(enrich(transaction)).toEqual({
      ...transaction,
      discount_percent: 20,
      discount: 25.99,
      total: 103.96,
      unit_price: 43.32,
      high_value: false,
    });
  });

  it.each(['constructor', '__proto__', 'unheard of'])('gives no discount in the category %s', (category) => {
    expect(enrich({ ...transaction, category })).toMatchObject({ discount_percent: 0, discount: 0, total: 129.95 });
  });

  it('calls a purchase dear only above the threshold', () => {
    expect(enrich({ ...transaction, amount: 500 }).high_value).toBe(false);
    expect(enrich({ ...transaction, amount: 500.01 }).high_value).toBe(true);
  });
});

describe('cents', () => {
  it.each([0.07, 1.1, 4.35, 1234.56, 9999999.99])('bring %f back as it was', (amount) => {
    expect(fromCents(toCents(amount))).toBe(amount);
  });
});
