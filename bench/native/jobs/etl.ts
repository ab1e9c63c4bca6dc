import { defineJob, WatermarkStrategy } from '@workbook/flink';
import { type Args, readTransactions, write } from './frame.js';

/** From a topic, through a filter and a map, to a topic. `EtlJob.java` is its twin. */
export default defineJob<Args>('etl', (env, args) => {
  const dear = readTransactions(env, args, WatermarkStrategy.noWatermarks())
    .filter((transaction) => transaction.amount > 100)
    .map((transaction) => ({ ...transaction, unit_price: transaction.amount / transaction.quantity }));
  write(dear, args);
});
