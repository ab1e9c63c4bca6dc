/**
 * The processor: a Flink job.
 *
 * ```
 * transactions ─┬─ malformed ───────────────────────────────────────────► malformed_transactions
 *               └─ amount > 100 ─ enrich ─┬─────────────────────────────► processed_transactions
 *                                         ├─ amount > 500 ──────────────► high_value_transactions
 *                                         ├─ by user ───── 1 minute ─┬──► user_aggregations
 *                                         └─ by category ─ 1 minute ─┤
 *                                                                    └──► late_transactions
 * ```
 *
 * This function only describes the graph. Node runs it once, to send the graph to Flink; the functions in it run in
 * Flink's TaskManager, for each record.
 */
import {
  type DataStream,
  DeliveryGuarantee,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  OutputTag,
  type SingleOutputStreamOperator,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import { type Aggregation, type AggregationKind, Label, type LateTransaction, SumUp } from './aggregation.js';
import { enrich, HIGH_VALUE_ABOVE, KEEP_ABOVE, type ProcessedTransaction } from './pricing.js';
import { TOPICS } from './topics.js';
import { parseTransaction, type Transaction } from './transaction.js';

/** The name under which Flink lists the job. */
export const JOB_NAME = 'transactions';

/** The group under which Flink commits its offsets, where nothing else is said. */
export const GROUP_ID = 'transactions-processor';

export type TransactionJobArgs = {
  bootstrapServers?: string;
  /** Flink commits the offsets of `transactions` under this group. */
  groupId?: string;
  /** Where to begin. Without it: where the group stopped, or at the beginning. */
  startingOffsets?: { topic: string; partition: number; offset: number }[];
  checkpointIntervalMs?: number;
  /** Goes before the name of each topic: for a run that has topics of its own. */
  topicPrefix?: string;
  /** Keep the newest checkpoint when the job is cancelled, so that another one can go on from it. */
  retainCheckpoints?: boolean;
};

export default defineJob<TransactionJobArgs>(JOB_NAME, (env, args) => {
  const { bootstrapServers = '127.0.0.1:9092', groupId = GROUP_ID, startingOffsets } = args;
  const { topicPrefix = '' } = args;
  env.enableCheckpointing(Duration.ofMillis(args.checkpointIntervalMs ?? 2_000));
  if (args.retainCheckpoints) env.getCheckpointConfig().setExternalizedCheckpointRetention('RETAIN_ON_CANCELLATION');

  const source = new KafkaSource<Transaction>({
    bootstrapServers,
    groupId,
    topics: topicPrefix + TOPICS.transactions,
    startingOffsets: startingOffsets
      ? OffsetsInitializer.offsets(startingOffsets)
      : OffsetsInitializer.committedOffsets('earliest'),
    valueOnlyDeserializer: parseTransaction,
  });

  // Event time is when a purchase happened. Events come up to 3 s out of order; the watermark waits for 5 s of them.
  const eventTime = WatermarkStrategy.forBoundedOutOfOrderness<Transaction>(Duration.ofSeconds(5))
    .withTimestampAssigner((transaction) => Date.parse(transaction.timestamp))
    .withIdleness(Duration.ofSeconds(30));

  const transactions = env.fromSource(source, eventTime, TOPICS.transactions).uid('transactions');
  const processed = transactions
    .filter((transaction) => transaction.amount > KEEP_ABOVE)
    .name(`amount > ${KEEP_ABOVE}`)
    .map(enrich)
    .name('enrich');
  const highValue = processed
    .filter((transaction) => transaction.amount > HIGH_VALUE_ABOVE)
    .name(`amount > ${HIGH_VALUE_ABOVE}`);

  const byUser = sumUpPerMinute(processed, 'user', (transaction) => transaction.user_id);
  const byCategory = sumUpPerMinute(processed, 'category', (transaction) => transaction.category);

  write(transactions.malformed(), TOPICS.malformed, (record) => record.key);
  write(processed, TOPICS.processed, (transaction) => transaction.user_id);
  write(highValue, TOPICS.highValue, (transaction) => transaction.user_id);
  write(byUser.sums.union(byCategory.sums), TOPICS.aggregations, ({ kind, key }) => `${kind} ${key}`);
  write(byUser.late.union(byCategory.late), TOPICS.late, (transaction) => transaction.user_id);

  /**
   * Exactly once, because the sums must add up to the record, also after a crash. Between its last checkpoint and the
   * crash a job has already written; it starts again from that checkpoint, and a record that was late then may now
   * come in time. At least once would leave both of its traces. The price: results become visible with a checkpoint.
   */
  function write<T>(stream: DataStream<T>, name: string, key: (record: T) => string | null): void {
    const topic = topicPrefix + name;
    const sink = new KafkaSink<T>({
      bootstrapServers,
      topic,
      key,
      // Kafka deletes old records by their timestamp, and refuses those from the future: give it the clock's time.
      timestamp: () => Date.now(),
      deliveryGuarantee: DeliveryGuarantee.EXACTLY_ONCE,
      transactionalIdPrefix: `${JOB_NAME}-${topic}`,
    });
    stream.sinkTo(sink).name(`to ${name}`).uid(`to ${name}`);
  }
});

/** Sums and counts per key in windows of one minute of event time. Late records are set apart, not dropped. */
function sumUpPerMinute(
  stream: DataStream<ProcessedTransaction>,
  kind: AggregationKind,
  key: (transaction: ProcessedTransaction) => string,
): { sums: SingleOutputStreamOperator<Aggregation>; late: DataStream<LateTransaction> } {
  const late = new OutputTag<ProcessedTransaction>(`late by ${kind}`);
  const sums = stream
    .keyBy(key)
    .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
    .sideOutputLateData(late)
    .aggregate(new SumUp(), new Label(kind))
    .name(`sums by ${kind}`)
    .uid(`sums by ${kind}`);
  const missing = sums
    .getSideOutput(late)
    .map((transaction) => ({ ...transaction, missing_from: kind }))
    .name(`late by ${kind}`);
  return { sums, late: missing };
}
