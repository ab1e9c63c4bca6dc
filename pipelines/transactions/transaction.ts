import { isUtcTime } from '../program/utc-time.js';

/** A purchase, as the generator makes it and as it travels through the topic `transactions`, keyed by `user_id`. */
export interface Transaction {
  transaction_id: string;
  user_id: string;
  product: string;
  category: string;
  /** What the user pays before any discount, in the shop's currency, with two decimals. */
  amount: number;
  quantity: number;
  payment_method: string;
  /** When the purchase happened (event time): ISO 8601 in UTC, such as `2026-05-04T09:30:00.000Z`. */
  timestamp: string;
  location: string;
}

/**
 * Checks a value that came out of Kafka. A topic accepts any bytes, so a type alone proves nothing about them.
 *
 * @throws Error with a sentence that says what is wrong: it becomes the `reason` in the topic of malformed messages.
 */
export function parseTransaction(value: unknown): Transaction {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`a transaction must be an object, not ${describe(value)}`);
  }
  const { transaction_id, user_id, product, category, amount, quantity, payment_method, timestamp, location } =
    value as Record<keyof Transaction, unknown>;
  requireText('transaction_id', transaction_id);
  requireText('user_id', user_id);
  requireText('product', product);
  requireText('category', category);
  if (!(Number.isFinite(amount) && (amount as number) > 0)) throw wrong('amount', amount, 'a number above 0');
  if (!(Number.isSafeInteger(quantity) && (quantity as number) >= 1)) {
    throw wrong('quantity', quantity, 'a whole number from 1');
  }
  requireText('payment_method', payment_method);
  if (!isUtcTime(timestamp)) throw wrong('timestamp', timestamp, 'a time in UTC such as 2026-05-04T09:30:00.000Z');
  requireText('location', location);
  // The value itself, not a copy: what nobody changed need not be written again.
  return value as Transaction;
}

function requireText(name: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') throw wrong(name, value, 'a text that is not empty');
}

function wrong(name: string, value: unknown, expected: string): Error {
  return new Error(value === undefined ? `${name} is missing` : `${name} must be ${expected}, not ${describe(value)}`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  const shown = String(value);
  const cut = shown.length > 40 ? `${shown.slice(0, 40)}…` : shown;
  return typeof value === 'string' ? `the text "${cut}"` : `the ${typeof value} ${cut}`;
}
