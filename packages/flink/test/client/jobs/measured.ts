/** Counts and measures what it filters. */
import {
  type Counter,
  defineJob,
  type Histogram,
  KafkaSink,
  KafkaSource,
  type Meter,
  RichFilterFunction,
  WatermarkStrategy,
} from '@workbook/flink';

interface Sale {
  shop: string;
  amount: number;
}

class LargeSales extends RichFilterFunction<Sale> {
  private checked!: Counter;
  private perShop!: Counter;
  private rate!: Meter;
  private amounts!: Histogram;
  private greatest = 0;

  override open() {
    const metrics = this.getRuntimeContext().getMetricGroup();
    this.checked = metrics.counter('checked');
    this.perShop = metrics.addGroup('shop', 'oslo').counter('sales');
    this.rate = metrics.meter('rate');
    this.amounts = metrics.addGroup('amounts').histogram('eur');
    metrics.gauge('greatest', () => this.greatest);
  }

  filter({ shop, amount }: Sale) {
    this.checked.inc();
    if (shop === 'oslo') this.perShop.inc(2);
    this.rate.markEvent();
    this.amounts.update(amount);
    this.greatest = Math.max(this.greatest, amount);
    return amount > 100;
  }
}

type Args = { broker: string; input: string; output: string };

export default defineJob<Args>('measured', (env, { broker, input, output }) => {
  env
    .fromSource(
      new KafkaSource<Sale>({ bootstrapServers: broker, topics: input, groupId: input }),
      WatermarkStrategy.noWatermarks(),
      'sales',
    )
    .setParallelism(2)
    .filter(new LargeSales())
    .name('large sales')
    .setParallelism(2)
    .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: output }));
});
