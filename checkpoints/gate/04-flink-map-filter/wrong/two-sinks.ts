/**
 * A wrong graph: every result is written twice.
 * @hint doubled
 * @task 5
 */
import { defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import type { DiscountArgs, DiscountedPurchase, Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';
import {
  applyDiscount,
  isHighValue,
  isLarge,
  parsePurchase,
} from '../../../../lessons/04-flink-map-filter/solution.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';

export default defineJob<DiscountArgs>('discounts', (env, args) => {
  const { bootstrapServers, groupId, purchases: topics } = args;
  const source = new KafkaSource<Purchase>({ bootstrapServers, groupId, topics, valueOnlyDeserializer: parsePurchase });
  const purchases = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'purchases');
  const sink = (topic: string) =>
    new KafkaSink<DiscountedPurchase>({ bootstrapServers, topic, key: (purchase) => purchase.customerId });
  const discounted = purchases.filter(isLarge).name('large purchases').map(applyDiscount).name('discount');
  discounted.sinkTo(sink(args.discounted));
  discounted.map((purchase) => purchase).sinkTo(sink(args.discounted));
  discounted.filter(isHighValue).name('high value').sinkTo(sink(args.highValue));
  purchases.malformed().sinkTo(new KafkaSink({ bootstrapServers, topic: args.malformed }));
});
