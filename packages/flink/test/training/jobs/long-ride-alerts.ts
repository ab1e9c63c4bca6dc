/** Warns of rides that last for more than two hours, as soon as that is known, and forgets every ride in the end. */
import {
  type Collector,
  Duration,
  defineJob,
  KafkaSink,
  KafkaSource,
  type KeyedProcessContext,
  KeyedProcessFunction,
  OffsetsInitializer,
  type OnTimerContext,
  OutputTag,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';
import type { ExerciseArgs, TaxiRide } from '../taxi.js';

export interface MissingEvent {
  rideId: number;
  missing: 'START' | 'END';
}

/** The only event of a ride that has come so far. */
interface FirstEvent {
  isStart: boolean;
  eventTime: number;
  alerted: boolean;
  /** The timer that says what to do if the other event doesn't come. */
  timer: number;
}

const LONG_RIDE_MS = Duration.ofHours(2).toMillis();
/** A ride that has not ended after this long never will. */
const LOST_RIDE_MS = Duration.ofHours(24).toMillis();

const missing = new OutputTag<MissingEvent>('missing');

class AlertFunction extends KeyedProcessFunction<number, TaxiRide, number> {
  private first!: ValueState<FirstEvent>;

  override open() {
    this.first = this.getRuntimeContext().getState(new ValueStateDescriptor<FirstEvent>('first event'));
  }

  processElement({ isStart, eventTime }: TaxiRide, ctx: KeyedProcessContext<number>, out: Collector<number>) {
    const first = this.first.value();
    if (first === null) {
      // A start that came after its end's own time would be late: nothing is to be expected after that.
      const timer = isStart ? eventTime + LONG_RIDE_MS : eventTime;
      this.remember({ isStart, eventTime, alerted: false, timer }, ctx);
      return;
    }
    ctx.timerService().deleteEventTimeTimer(first.timer);
    this.first.clear();
    const duration = isStart ? first.eventTime - eventTime : eventTime - first.eventTime;
    if (duration > LONG_RIDE_MS && !first.alerted) out.collect(ctx.getCurrentKey());
  }

  override onTimer(_timestamp: number, ctx: OnTimerContext<number>, out: Collector<number>) {
    const rideId = ctx.getCurrentKey();
    const first = this.first.value();
    if (first === null) throw new Error(`ride ${rideId} has a timer and no state`);
    if (first.isStart && !first.alerted) {
      out.collect(rideId);
      // Remembered, so that its end, when it comes, is known to be no stranger's.
      this.remember({ ...first, alerted: true, timer: first.eventTime + LOST_RIDE_MS }, ctx);
    } else {
      ctx.output(missing, { rideId, missing: first.isStart ? 'END' : 'START' });
      this.first.clear();
    }
  }

  private remember(event: FirstEvent, ctx: KeyedProcessContext<number>) {
    this.first.update(event);
    ctx.timerService().registerEventTimeTimer(event.timer);
  }
}

export default defineJob<ExerciseArgs & { missing: string }>('long-ride-alerts', (env, args) => {
  env.setParallelism(args.parallelism);
  const alerts = env
    .fromSource(
      new KafkaSource<TaxiRide>({
        bootstrapServers: args.broker,
        topics: args.in,
        groupId: args.in,
        bounded: args.bounded ? OffsetsInitializer.latest() : undefined,
      }),
      WatermarkStrategy.forBoundedOutOfOrderness(Duration.ofMinutes(1)).withTimestampAssigner((ride) => ride.eventTime),
      'rides',
    )
    .uid('rides')
    .keyBy((ride) => ride.rideId)
    .process(new AlertFunction())
    .name('alerts')
    .uid('alerts')
    // A task of its own, whose state is this operator's alone.
    .disableChaining();
  alerts.sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out })).uid('alerts-sink');
  alerts
    .getSideOutput(missing)
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.missing }))
    .uid('missing-sink');
});
