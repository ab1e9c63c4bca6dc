/** Counts in whole cents, drops in a flatMap, and checks the fields by hand. */
import { type Collector, defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import type { DiscountArgs, DiscountedPurchase, Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';
import { isHighValue, isLarge } from '../../../../lessons/04-flink-map-filter/solution.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';

export function parsePurchase(value: unknown): Purchase {
  if (typeof value !== 'object' || value === null) throw new TypeError('not an object');
  const purchase = value as Record<keyof Purchase, unknown>;
  const texts = [purchase.purchaseId, purchase.customerId, purchase.category];
  if (texts.some((text) => typeof text !== 'string')) throw new TypeError('a text is missing');
  if (!(Number(purchase.amount) > 0) || typeof purchase.amount !== 'number') throw new TypeError('the amount is wrong');
  return value as Purchase;
}

export function applyDiscount(purchase: Purchase): DiscountedPurchase {
  const table: [string, number][] = Object.entries({ books: 20, clothing: 15, electronics: 5 });
  const discount = table.find(([category]) => category === purchase.category)?.[1] ?? 0;
  const cents = Math.round(purchase.amount * 100);
  return { ...purchase, discount, total: (cents - Math.round((cents * discount) / 100)) / 100 };
}

function keepLarge(purchase: Purchase, out: Collector<Purchase>): void {
  if (isLarge(purchase)) out.collect(purchase);
}

export default defineJob<DiscountArgs>('discounts', (env, args) => {
  const { bootstrapServers, groupId, purchases: topics } = args;
  const source = new KafkaSource<Purchase>({ bootstrapServers, groupId, topics, valueOnlyDeserializer: parsePurchase });
  const purchases = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'purchases');
  const discounted = purchases.flatMap(keepLarge).name('large purchases').map(applyDiscount).name('discount');
  const key = (purchase: Purchase) => purchase.customerId;
  discounted.sinkTo(new KafkaSink({ bootstrapServers, topic: args.discounted, key }));
  discounted
    .filter(isHighValue)
    .name('high value')
    .sinkTo(new KafkaSink({ bootstrapServers, topic: args.highValue, key }));
  purchases.malformed().sinkTo(new KafkaSink({ bootstrapServers, topic: args.malformed }));
});
