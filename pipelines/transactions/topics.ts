/** The pipeline's topics. `npm start` creates them. */
export const TOPICS = {
  /** In: what the producer sends. */
  transactions: 'transactions',
  /** Out: every transaction above the threshold, enriched. */
  processed: 'processed_transactions',
  /** Out: the dear ones among them, a second time. */
  highValue: 'high_value_transactions',
  /** Out: sums and counts per user and per category, one record for each window. */
  aggregations: 'user_aggregations',
  /** Out: messages that are no transactions, with the reason. */
  malformed: 'malformed_transactions',
  /** Out: transactions that came when their window was closed. */
  late: 'late_transactions',
} as const;

/** The topics that the job writes. */
export const OUTPUT_TOPICS = [
  TOPICS.processed,
  TOPICS.highValue,
  TOPICS.aggregations,
  TOPICS.malformed,
  TOPICS.late,
] as const;
