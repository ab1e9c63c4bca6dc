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
  const fields = value as Record<string, unknown>;
  return {
    transaction_id: text(fields, 'transaction_id'),
    user_id: text(fields, 'user_id'),
    product: text(fields, 'product'),
    category: text(fields, 'category'),
    amount: positiveNumber(fields, 'amount'),
    quantity: wholeNumber(fields, 'quantity'),
    payment_method: text(fields, 'payment_method'),
    timestamp: utcTime(fields, 'timestamp'),
    location: text(fields, 'location'),
  };
}

function text(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(name, value, 'a text that is not empty');
}

function positiveNumber(fields: Record<string, unknown>, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY) return value;
  throw wrong(name, value, 'a number above 0');
}

function wholeNumber(fields: Record<string, unknown>, name: string): number {
  const value = fields[name];
  if (typeof value === 'number' && value >= 1 && Number.isSafeInteger(value)) return value;
  throw wrong(name, value, 'a whole number from 1');
}

function utcTime(fields: Record<string, unknown>, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value.endsWith('Z') && value[10] === 'T' && !Number.isNaN(Date.parse(value))) {
    return value;
  }
  throw wrong(name, value, 'a time in UTC such as 2026-05-04T09:30:00.000Z');
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
