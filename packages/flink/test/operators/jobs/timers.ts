/** Registers and deletes timers of both kinds, as its records ask. */
import {
  type Collector,
  defineJob,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type OnTimerContext,
  WatermarkStrategy,
} from '@workbook/flink';

interface Command {
  user: string;
  at: number;
  event?: number[];
  cancel?: number[];
  /** Registers one timer in so many ms, and deletes another that is due at the same time. */
  inMs?: number;
}

class Timers extends KeyedProcessFunction<string, Command, object> {
  processElement(
    { user, event = [], cancel = [], inMs }: Command,
    ctx: KeyedProcessContext<string>,
    out: Collector<object>,
  ) {
    const timers = ctx.timerService();
    for (const at of event) timers.registerEventTimeTimer(at);
    for (const at of cancel) timers.deleteEventTimeTimer(at);
    if (inMs !== undefined) {
      const due = timers.currentProcessingTime() + inMs;
      timers.registerProcessingTimeTimer(due);
      timers.registerProcessingTimeTimer(due + 1);
      timers.deleteProcessingTimeTimer(due + 1);
    }
    out.collect({ user, at: ctx.timestamp(), watermark: timers.currentWatermark() });
  }

  override onTimer(at: number, ctx: OnTimerContext<string>, out: Collector<object>) {
    const domain = ctx.timeDomain();
    const early = domain === 'PROCESSING_TIME' && ctx.timerService().currentProcessingTime() < at;
    const watermark = ctx.timerService().currentWatermark();
    out.collect({ user: ctx.getCurrentKey(), timer: at, domain, early, watermark, timestamp: ctx.timestamp() });
  }
}

export default defineJob<{ broker: string; in: string; out: string }>('timers', (env, args) => {
  const source = new KafkaSource<Command>({ bootstrapServers: args.broker, topics: args.in, groupId: args.in });
  const watermarks = WatermarkStrategy.forMonotonousTimestamps<Command>().withTimestampAssigner(({ at }) => at);
  env
    .fromSource(source, watermarks, 'commands')
    .keyBy(({ user }) => user)
    .process(new Timers())
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
});
