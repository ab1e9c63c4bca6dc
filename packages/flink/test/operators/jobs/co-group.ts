import {
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  RichCoGroupFunction,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';

interface Order {
  user: string;
  id: number;
  at: number;
}
interface Visit {
  who: { name: string };
  page: string;
  at: number;
}
type Both = { orders: number[]; pages: string[]; opened: boolean };

class Grouped extends RichCoGroupFunction<Order, Visit, Both> {
  #opened = false;

  override open() {
    this.#opened = true;
  }

  override coGroup(orders: readonly Order[], visits: readonly Visit[], out: Collector<Both>) {
    out.collect({
      orders: orders.map(({ id }) => id).sort(),
      pages: visits.map(({ page }) => page).sort(),
      opened: this.#opened,
    });
  }
}

/** Orders and visits of a minute, of users with both, with the one, with the other. */
export default defineJob<{ broker: string; out: string }>('co-group', (env, { broker, out }) => {
  const timed = <T extends { at: number }>() =>
    WatermarkStrategy.forBoundedOutOfOrderness<T>(Duration.ofHours(1)).withTimestampAssigner(({ at }) => at);
  const orders = env
    .fromData<Order>(
      { user: 'ada', id: 1, at: 0 },
      { user: 'ada', id: 2, at: 59_999 },
      { user: 'ben', id: 3, at: 60_000 },
    )
    .assignTimestampsAndWatermarks(timed());
  const visits = env
    .fromData<Visit>({ who: { name: 'ada' }, page: '/', at: 30_000 }, { who: { name: 'eve' }, page: '/cart', at: 1 })
    .assignTimestampsAndWatermarks(timed());
  orders
    .coGroup(visits)
    .where(({ user }) => user)
    .equalTo(({ who }) => who.name)
    .window(TumblingEventTimeWindows.of(Duration.ofMinutes(1)))
    .apply(new Grouped())
    .sinkTo(new KafkaSink<Both>({ bootstrapServers: broker, topic: out }));
});
