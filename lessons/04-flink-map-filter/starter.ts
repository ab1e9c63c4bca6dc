import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import { Todo } from '../todo.js';
import type { DiscountArgs, DiscountedPurchase, Purchase } from './purchase.js';

/**
 * Task 1. Checks a value that came out of Kafka and returns it as a purchase. Throws an Error that says what is wrong,
 * if `purchaseId`, `customerId` or `category` is not a string, or `amount` is not a number above 0.
 */
export function parsePurchase(value: unknown): Purchase {
  throw new Todo('task 1, parsePurchase');
}

/** Task 2. Whether the purchase is large: it costs more than 100. */
export function isLarge(purchase: Purchase): boolean {
  throw new Todo('task 2, isLarge');
}

/** Task 2. Whether the purchase is of high value: it costs more than 500. */
export function isHighValue(purchase: Purchase): boolean {
  throw new Todo('task 2, isHighValue');
}

/**
 * Task 3. Adds the discount of the category, in percent, and the total: electronics 5, clothing 15, books 20, anything
 * else 0. The total has two decimals. The purchase that came in stays as it is.
 */
export function applyDiscount(purchase: Purchase): DiscountedPurchase {
  throw new Todo('task 3, applyDiscount');
}

/** This function describes the job's graph. Node runs it once; the functions that you hand over run on the cluster. */
export default defineJob<DiscountArgs>('discounts', (env, args) => {
  const { bootstrapServers, groupId } = args;

  // The source is given. If parsePurchase throws, the record is malformed.
  const source = new KafkaSource<Purchase>({
    bootstrapServers,
    groupId,
    topics: args.purchases,
    valueOnlyDeserializer: parsePurchase,
  });
  const purchases = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'purchases');

  // Tasks 4 and 5. Large purchases, discounted, to the topic args.discounted, with the customer's id as the key.
  // Name the operators: 'large purchases' and 'discount'. The dashboard shows these names.
  throw new Todo('task 4, the job');

  // Task 6. Those of high value also go to args.highValue: discounted, with the same key. Name the operator 'high value'.

  // Task 7. The malformed records, purchases.malformed(), go to args.malformed.
});
