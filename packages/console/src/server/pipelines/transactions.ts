/** What the transaction pipeline's topics say: sums per window, dear purchases, what was late or malformed. */
import type { HighValueLine, TransactionsView, WindowSum } from '../../api/pipelines.js';
import { type Fields, fieldsOf, numberOf, textOf } from './fields.js';
import { ReasonCounts } from './reasons.js';

/** Each with how many of its last offsets are read at first, in each partition. */
export const TRANSACTION_TOPICS = {
  user_aggregations: 1_500,
  high_value_transactions: 60,
  late_transactions: 2_000,
  malformed_transactions: 2_000,
} as const;

const WINDOWS = 20;
const USERS = 8;
const FEED = 12;
/** Sums that are remembered of one window; a stranger's records may have any number of keys. */
const MAX_KEYS = 5_000;

type Sums = Map<string, WindowSum>;

export class TransactionsReading {
  readonly #categories = new Map<string, Sums>();
  readonly #users = new Map<string, Sums>();
  #highValue: HighValueLine[] = [];
  #late = 0;
  readonly #malformed = new ReasonCounts();

  take(topic: string, value: Buffer | null): void {
    const fields = fieldsOf(value);
    if (topic === 'user_aggregations') this.#takeSum(fields);
    else if (topic === 'high_value_transactions') this.#takeHighValue(fields);
    else if (topic === 'late_transactions') this.#late += 1;
    else this.#malformed.add(kindOfReason(textOf(fields?.reason) ?? 'no reason given'));
  }

  get view(): TransactionsView {
    const newest = newestStarts(this.#categories);
    const categories = newest.flatMap((start) => [...(this.#categories.get(start)?.values() ?? [])]);
    const lastOfUsers = newestStarts(this.#users).at(-1) ?? '';
    const users = [...(this.#users.get(lastOfUsers)?.values() ?? [])].sort((a, b) => b.total - a.total).slice(0, USERS);
    return { categories, users, highValue: this.#highValue, late: this.#late, malformed: this.#malformed.view };
  }

  #takeSum(fields: Fields | undefined): void {
    const [key, start] = [textOf(fields?.key), textOf(fields?.window_start)];
    const [count, total] = [numberOf(fields?.count), numberOf(fields?.total)];
    if (key === undefined || count === undefined || total === undefined || !isTime(start)) return;
    const windows = fields?.kind === 'category' ? this.#categories : this.#users;
    const sums: Sums = windows.get(start) ?? new Map();
    if (sums.size >= MAX_KEYS && !sums.has(key)) return;
    windows.set(start, sums.set(key, { key, start, count, total }));
    for (const old of [...windows.keys()].sort().slice(0, -WINDOWS)) windows.delete(old);
  }

  #takeHighValue(fields: Fields | undefined): void {
    const amount = numberOf(fields?.amount);
    if (!fields || amount === undefined) return;
    const line: HighValueLine = {
      id: textOf(fields.transaction_id) ?? '',
      user: textOf(fields.user_id) ?? '',
      category: textOf(fields.category) ?? '',
      amount,
      timestamp: textOf(fields.timestamp) ?? '',
    };
    this.#highValue = [line, ...this.#highValue].slice(0, FEED);
  }
}

const newestStarts = (windows: ReadonlyMap<string, Sums>) => [...windows.keys()].sort().slice(-WINDOWS);

function isTime(text: string | undefined): text is string {
  return text !== undefined && !Number.isNaN(Date.parse(text));
}

/** What a message says of itself does not tell kinds apart: `amount must be …, not the number -12.5`. */
function kindOfReason(reason: string): string {
  return reason.replace(/, not .*$/s, '').replace(/ (?:in JSON )?at position .*$/s, '');
}
