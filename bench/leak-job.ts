import {
  type AggregateFunction,
  AsyncDataStream,
  type Collector,
  Duration,
  defineJob,
  HttpAsyncFunction,
  type HttpEndpoint,
  KafkaSink,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type OnTimerContext,
  TumblingEventTimeWindows,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '@workbook/flink';

interface Reading {
  sensor: string;
  time: number;
  value: number;
}

const READINGS = Array.from({ length: 50 }, (_, i): Reading => ({ sensor: `s${i % 5}`, time: i * 1000, value: i }));

type Args = { bootstrapServers: string; output: string; service: HttpEndpoint };

/** A short job with a bit of everything that could leave something behind: windows, state, timers, Async I/O, a sink. */
export default defineJob<Args>('leak', (env, { bootstrapServers, output, service }) => {
  const eventTime = WatermarkStrategy.forMonotonousTimestamps<Reading>().withTimestampAssigner(({ time }) => time);
  const sensors = env
    .fromData(...READINGS)
    .map((reading) => ({ ...reading, value: reading.value * 2 }))
    .assignTimestampsAndWatermarks(eventTime)
    .keyBy(({ sensor }) => sensor);
  const sums = sensors.window(TumblingEventTimeWindows.of(Duration.ofSeconds(10))).aggregate(new Sum());
  const asked = AsyncDataStream.unorderedWait(
    sums,
    new HttpAsyncFunction<number, number>({ ...service }),
    Duration.ofSeconds(30),
  );
  asked.union(sensors.process(new Silence())).sinkTo(new KafkaSink({ bootstrapServers, topic: output }));
});

class Sum implements AggregateFunction<Reading, number, number> {
  createAccumulator(): number {
    return 0;
  }

  add({ value }: Reading, sum: number): number {
    return sum + value;
  }

  getResult(sum: number): number {
    return sum;
  }

  merge(a: number, b: number): number {
    return a + b;
  }
}

/** Emits a sensor's last value when nothing more comes from it. */
class Silence extends KeyedProcessFunction<string, Reading, number> {
  private last!: ValueState<Reading>;

  override open(): void {
    this.last = this.getRuntimeContext().getState(new ValueStateDescriptor<Reading>('last'));
  }

  override processElement(reading: Reading, ctx: KeyedProcessContext<string>): void {
    const last = this.last.value();
    if (last) ctx.timerService().deleteEventTimeTimer(last.time + 60_000);
    ctx.timerService().registerEventTimeTimer(reading.time + 60_000);
    this.last.update(reading);
  }

  override onTimer(_timestamp: number, _ctx: OnTimerContext<string>, out: Collector<number>): void {
    out.collect(this.last.value()?.value ?? 0);
  }
}
