/** Counts by a key that is an object, and puts small things to the test on the way. */
import {
  type Collector,
  defineJob,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type ListState,
  ListStateDescriptor,
  type MapState,
  MapStateDescriptor,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';

interface Visit {
  page: Record<string, unknown>;
  clear?: boolean;
  at: number;
}
interface Seen {
  key: unknown;
  count: number | null;
  times: number[];
  perHour: [number, number][];
}

class CountVisits extends KeyedProcessFunction<Record<string, unknown>, Visit, Seen> {
  private count!: ValueState<number>;
  private times!: ListState<number>;
  private perHour!: MapState<number, number>;

  override open() {
    const context = this.getRuntimeContext();
    this.count = context.getState(new ValueStateDescriptor<number>('count'));
    this.times = context.getListState(new ListStateDescriptor<number>('times'));
    this.perHour = context.getMapState(new MapStateDescriptor<number, number>('per hour'));
  }

  processElement(visit: Visit, ctx: KeyedProcessContext<Record<string, unknown>>, out: Collector<Seen>) {
    this.count.update(visit.clear ? null : (this.count.value() ?? 0) + 1);
    this.times.add(visit.at);
    const hour = Math.floor(visit.at / 3_600_000);
    this.perHour.put(hour, (this.perHour.get(hour) ?? 0) + 1);
    out.collect({
      key: ctx.getCurrentKey(),
      count: this.count.value(),
      times: this.times.get(),
      perHour: [...this.perHour.entries()],
    });
  }
}

type Args = { broker: string; in: string; out: string };

export default defineJob<Args>('canonical-keys', (env, args) => {
  env
    .fromSource(
      new KafkaSource<Visit>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in }),
      WatermarkStrategy.forMonotonousTimestamps<Visit>().withTimestampAssigner((visit) => visit.at),
      'visits',
    )
    .uid('visits')
    .keyBy((visit) => visit.page)
    .process(new CountVisits())
    .uid('count')
    .sinkTo(new KafkaSink<Seen>({ bootstrapServers: args.broker, topic: args.out }));
});
