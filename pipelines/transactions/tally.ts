import type { Aggregation, AggregationKind, LateTransaction } from './aggregation.js';
import type { GeneratedMessage } from './generator.js';
import { HIGH_VALUE_ABOVE, KEEP_ABOVE, type ProcessedTransaction, toCents } from './pricing.js';
import { TOPICS } from './topics.js';

/** What went in, counted by the program that sent it. Money in cents. */
export class ProducedTally {
  total = 0;
  malformed = 0;
  /** Transactions that the job has no use for: too small. */
  filtered = 0;
  /** Transactions that the job must process. */
  kept = 0;
  keptAmount = 0;
  highValue = 0;
  /** Sent minutes after their time, whatever their amount. */
  late = 0;
  /** ISO 8601: the newest event time that was sent. */
  newestEvent = '';

  add({ transaction, late }: GeneratedMessage): void {
    this.total++;
    if (!transaction) {
      this.malformed++;
      return;
    }
    if (late) this.late++;
    if (transaction.timestamp > this.newestEvent) this.newestEvent = transaction.timestamp;
    if (transaction.amount <= KEEP_ABOVE) {
      this.filtered++;
      return;
    }
    this.kept++;
    this.keptAmount += toCents(transaction.amount);
    if (transaction.amount > HIGH_VALUE_ABOVE) this.highValue++;
  }
}

/** Count and sum of one key over all its windows, or of all keys of a kind. Money in cents. */
export interface Sum {
  windows: number;
  count: number;
  amount: number;
  discount: number;
}

/** What came out, counted from the output topics alone. Money in cents. */
export class ResultTally {
  processed = 0;
  processedAmount = 0;
  highValue = 0;
  malformed = 0;
  /** The reasons of the malformed messages, and how often each was given. */
  readonly reasons = new Map<string, number>();
  readonly late: Record<AggregationKind, { count: number; amount: number }> = {
    user: { count: 0, amount: 0 },
    category: { count: 0, amount: 0 },
  };
  readonly windows: Record<AggregationKind, Sum> = { user: noSum(), category: noSum() };
  readonly byUser = new Map<string, Sum>();
  readonly byCategory = new Map<string, Sum>();
  /** Results that this program could not read: somebody else writes to the job's topics. */
  strange = 0;

  /** How many records of each topic were read. */
  totals(): Record<string, number> {
    return {
      [TOPICS.processed]: this.processed,
      [TOPICS.highValue]: this.highValue,
      [TOPICS.aggregations]: this.windows.user.windows + this.windows.category.windows,
      [TOPICS.late]: this.late.user.count + this.late.category.count,
      [TOPICS.malformed]: this.malformed,
    };
  }

  add(topic: string, text: string): void {
    try {
      this.#add(topic, JSON.parse(text));
    } catch {
      this.strange++;
    }
  }

  #add(topic: string, value: unknown): void {
    switch (topic) {
      case TOPICS.processed:
        this.processed++;
        this.processedAmount += toCents((value as ProcessedTransaction).amount);
        break;
      case TOPICS.highValue:
        this.highValue++;
        break;
      case TOPICS.malformed:
        this.#addMalformed((value as { reason: string }).reason);
        break;
      case TOPICS.late:
        this.#addLate(value as LateTransaction);
        break;
      case TOPICS.aggregations:
        this.#addAggregation(value as Aggregation);
        break;
    }
  }

  #addMalformed(reason: string): void {
    this.malformed++;
    // "… must be a number above 0, not -3": the part that many messages share.
    const shared = reason.split(', not ', 1)[0] ?? reason;
    this.reasons.set(shared, (this.reasons.get(shared) ?? 0) + 1);
  }

  #addLate({ missing_from, amount }: LateTransaction): void {
    this.late[missing_from].count++;
    this.late[missing_from].amount += toCents(amount);
  }

  #addAggregation(aggregation: Aggregation): void {
    const byKey = aggregation.kind === 'user' ? this.byUser : this.byCategory;
    const sum = byKey.get(aggregation.key) ?? noSum();
    byKey.set(aggregation.key, sum);
    for (const target of [sum, this.windows[aggregation.kind]]) {
      target.windows++;
      target.count += aggregation.count;
      target.amount += toCents(aggregation.amount);
      target.discount += toCents(aggregation.discount);
    }
  }
}

function noSum(): Sum {
  return { windows: 0, count: 0, amount: 0, discount: 0 };
}
