import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import type { DiscountArgs, DiscountedPurchase, Purchase } from './purchase.js';

/** Percent off, by category. Whatever is not listed has no discount. */
const DISCOUNTS = new Map([
  ['electronics', 5],
  ['clothing', 15],
  ['books', 20],
]);

/** Task 1: a topic takes any bytes, so a type alone proves nothing about them. */
export function parsePurchase(value: unknown): Purchase {
  const { purchaseId, customerId, category, amount } = (value ?? {}) as Partial<Purchase>;
  for (const [name, field] of Object.entries({ purchaseId, customerId, category })) {
    if (typeof field !== 'string') throw new Error(`${name} is not a text`);
  }
  if (typeof amount !== 'number' || amount <= 0) throw new Error('amount is not a number above 0');
  return { purchaseId, customerId, category, amount } as Purchase;
}

/** Task 2 */
export function isLarge(purchase: Purchase): boolean {
  return purchase.amount > 100;
}

/** Task 2 */
export function isHighValue(purchase: Purchase): boolean {
  return purchase.amount > 500;
}

/** Task 3: returns a new object; the record that came in belongs to others, too. */
export function applyDiscount(purchase: Purchase): DiscountedPurchase {
  const discount = DISCOUNTS.get(purchase.category) ?? 0;
  return { ...purchase, discount, total: Math.round(purchase.amount * (100 - discount)) / 100 };
}

export default defineJob<DiscountArgs>('discounts', (env, args) => {
  const { bootstrapServers, groupId } = args;
  const source = new KafkaSource<Purchase>({
    bootstrapServers,
    groupId,
    topics: args.purchases,
    valueOnlyDeserializer: parsePurchase,
  });
  const purchases = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'purchases');

  // Task 4
  const discounted = purchases.filter(isLarge).name('large purchases').map(applyDiscount).name('discount');
  const byCustomer = (purchase: DiscountedPurchase) => purchase.customerId;
  discounted.sinkTo(new KafkaSink({ bootstrapServers, topic: args.discounted, key: byCustomer }));

  // Task 6
  const highValue = discounted.filter(isHighValue).name('high value');
  highValue.sinkTo(new KafkaSink({ bootstrapServers, topic: args.highValue, key: byCustomer }));

  // Task 7
  purchases.malformed().sinkTo(new KafkaSink({ bootstrapServers, topic: args.malformed }));
});
