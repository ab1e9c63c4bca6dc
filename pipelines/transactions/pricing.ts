import type { Transaction } from './transaction.js';

/** Only purchases above this amount are processed. */
export const KEEP_ABOVE = 100;
/** Purchases above this amount also go to the topic of high-value transactions. */
export const HIGH_VALUE_ABOVE = 500;

/** Percent off, by category. Whatever is not listed has no discount. */
const DISCOUNT_PERCENT = new Map([
  ['electronics', 5],
  ['clothing', 15],
  ['home', 10],
  ['sports', 8],
  ['books', 20],
  ['travel', 3],
]);

/** A transaction after the job's enrichment: what `processed_transactions` holds. */
export interface ProcessedTransaction extends Transaction {
  /** Percent. */
  discount_percent: number;
  discount: number;
  /** `amount` less `discount`. */
  total: number;
  unit_price: number;
  high_value: boolean;
}

/** Adds the category's discount and what follows from it. The input stays as it is. */
export function enrich(transaction: Transaction): ProcessedTransaction {
  const percent = DISCOUNT_PERCENT.get(transaction.category) ?? 0;
  const amount = toCents(transaction.amount);
  const discount = Math.round((amount * percent) / 100);
  return {
    ...transaction,
    discount_percent: percent,
    discount: fromCents(discount),
    total: fromCents(amount - discount),
    unit_price: fromCents(Math.round(amount / transaction.quantity)),
    high_value: transaction.amount > HIGH_VALUE_ABOVE,
  };
}

/**
 * Money is added in whole cents: 0.1 + 0.2 is 0.30000000000000004 in binary floating point, and a sum over many
 * records, in whatever order they come, must not depend on such errors.
 */
export function toCents(amount: number): number {
  return Math.round(amount * 100);
}

/** The inverse of {@link toCents}. */
export function fromCents(cents: number): number {
  return cents / 100;
}
