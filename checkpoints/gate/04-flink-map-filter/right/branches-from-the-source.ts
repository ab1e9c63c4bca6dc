/** Two paths from the source, each with its own filter and map, and one sink that chooses the topic. */
import { type DataStream, defineJob, KafkaSink, KafkaSource, WatermarkStrategy } from '@workbook/flink';
import type { DiscountArgs, DiscountedPurchase, Purchase } from '../../../../lessons/04-flink-map-filter/purchase.js';
import {
  applyDiscount,
  isHighValue,
  isLarge,
  parsePurchase,
} from '../../../../lessons/04-flink-map-filter/solution.js';

export * from '../../../../lessons/04-flink-map-filter/solution.js';

export default defineJob<DiscountArgs>('two-paths', (env, args) => {
  const { bootstrapServers, groupId, purchases: topics } = args;
  const source = new KafkaSource<Purchase>({ bootstrapServers, groupId, topics, valueOnlyDeserializer: parsePurchase });
  const purchases = env.fromSource(source, WatermarkStrategy.noWatermarks(), 'purchases');
  const write = (stream: DataStream<DiscountedPurchase>, topic: string) =>
    stream.sinkTo(new KafkaSink({ bootstrapServers, topic, key: ({ customerId }) => customerId })).name(`to ${topic}`);

  write(purchases.filter(isLarge).name('large purchases').map(applyDiscount).name('discount'), args.discounted);
  write(purchases.filter(isHighValue).name('high value').map(applyDiscount), args.highValue);
  purchases.malformed().sinkTo(new KafkaSink({ bootstrapServers, topic: args.malformed }));
});
