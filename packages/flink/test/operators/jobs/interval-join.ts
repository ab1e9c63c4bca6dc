import {
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type OnTimerContext,
  OutputTag,
  type ProcessJoinContext,
  ProcessJoinFunction,
  WatermarkStrategy,
} from '@workbook/flink';

interface Event {
  key: string;
  id: string;
  at: number;
}
type Output = { pair: string; left: number; right: number; at: number | null } | { passed: number };

class Pairs extends ProcessJoinFunction<Event, Event, { pair: string; left: number; right: number }> {
  override processElement(
    left: Event,
    right: Event,
    ctx: ProcessJoinContext,
    out: Collector<{ pair: string; left: number; right: number }>,
  ) {
    if (left.id === 'told') ctx.output(told, `${left.id} ${right.id} at ${ctx.getTimestamp()}`);
    else out.collect({ pair: `${left.id} ${right.id}`, left: ctx.getLeftTimestamp(), right: ctx.getRightTimestamp() });
  }
}

/** Passes pairs on with their timestamps, and tells of the watermark when it has passed a pair. */
class Watched extends KeyedProcessFunction<string, { pair: string; left: number; right: number }, Output> {
  override processElement(
    pair: { pair: string; left: number; right: number },
    ctx: KeyedProcessContext<string>,
    out: Collector<Output>,
  ) {
    out.collect({ ...pair, at: ctx.timestamp() });
    ctx.timerService().registerEventTimeTimer(ctx.timestamp() ?? 0);
  }

  override onTimer(timestamp: number, _ctx: OnTimerContext<string>, out: Collector<Output>) {
    out.collect({ passed: timestamp });
  }
}

const told = new OutputTag<string>('told');
const lateLeft = new OutputTag<Event>('late left');
const lateRight = new OutputTag<Event>('late right');

/** From 2 s before a left record (which is no pair) up to 5 s after it. */
export default defineJob<{ broker: string; left: string; right: string; out: string; aside: string }>(
  'interval-join',
  (env, { broker, left, right, out, aside }) => {
    const events = (topic: string) =>
      env
        .fromSource(
          new KafkaSource<Event>({ bootstrapServers: broker, groupId: topic, topics: topic }),
          WatermarkStrategy.forBoundedOutOfOrderness<Event>(Duration.ofSeconds(1)).withTimestampAssigner(
            ({ at }) => at,
          ),
          topic,
        )
        .keyBy(({ key }) => key);
    const pairs = events(left)
      .intervalJoin(events(right))
      .between(Duration.ofSeconds(-2), Duration.ofSeconds(5))
      .lowerBoundExclusive()
      .sideOutputLeftLateData(lateLeft)
      .sideOutputRightLateData(lateRight)
      .process(new Pairs())
      .name('pairs');
    pairs
      .keyBy(() => 'all')
      .process(new Watched())
      .sinkTo(new KafkaSink<Output>({ bootstrapServers: broker, topic: out }));
    pairs
      .getSideOutput(lateLeft)
      .map(({ id }) => `late left ${id}`)
      .union(
        pairs.getSideOutput(lateRight).map(({ id }) => `late right ${id}`),
        pairs.getSideOutput(told),
      )
      .sinkTo(new KafkaSink<string>({ bootstrapServers: broker, topic: aside }));
  },
);
