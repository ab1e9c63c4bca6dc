/** Runs a function of each kind over the same commands, and writes the logs of all of them into one topic. */
import {
  CountTrigger,
  DataGeneratorSource,
  type DataStream,
  Duration,
  defineJob,
  GlobalWindows,
  KafkaSink,
  RateLimiterStrategy,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '@workbook/flink';
import { COMMANDS, type Command } from './commands.js';
import {
  AggregateKind,
  ASIDE,
  CoFlatMapKind,
  CoMapKind,
  CoProcessKind,
  FilterKind,
  FlatMapKind,
  KeyedCoProcessKind,
  KeyedProcessKind,
  MapKind,
  owner,
  ProcessKind,
  ReduceKind,
  WindowKind,
} from './functions.js';

/** A few watermarks come between the records, wherever chance puts them. */
const PER_SECOND = 25;

export default defineJob<{ broker: string; out: string }>('every-function', (env, { broker, out }) => {
  env.setParallelism(1);
  env.getConfig().setAutoWatermarkInterval(10);
  const commands = env.fromSource(
    new DataGeneratorSource<Command>(
      (index) => COMMANDS[index] as Command,
      COMMANDS.length,
      RateLimiterStrategy.perSecond(PER_SECOND),
    ),
    WatermarkStrategy.forMonotonousTimestamps<Command>().withTimestampAssigner(({ at }) => at),
    'commands',
  );
  const keyed = commands.keyBy(owner);
  const byUser = commands.keyBy(({ user }) => user);
  const inputs = () => commands.filter(({ n }) => n % 2 === 0).connect(commands.filter(({ n }) => n % 2 === 1));

  const processed = commands.process(new ProcessKind());
  const keyedProcessed = keyed.process(new KeyedProcessKind());
  const coProcessed = inputs().process(new CoProcessKind());
  const windows = byUser
    .window(TumblingEventTimeWindows.of(Duration.ofSeconds(5)))
    .allowedLateness(Duration.ofSeconds(2))
    .process(new WindowKind());
  const keyedInputs = () => inputs().keyBy(owner, owner);
  /** Records of any type, for one sink. */
  const any = <T extends object>(stream: DataStream<T>) => stream.map((record): object => record);
  any(processed)
    .union(
      any(processed.getSideOutput(ASIDE)),
      any(keyed.map(new MapKind())),
      any(keyed.flatMap(new FlatMapKind())),
      any(keyedProcessed),
      any(keyedProcessed.getSideOutput(ASIDE)),
      any(keyedInputs().map(new CoMapKind())),
      any(keyedInputs().flatMap(new CoFlatMapKind())),
      any(coProcessed),
      any(coProcessed.getSideOutput(ASIDE)),
      any(keyedInputs().process(new KeyedCoProcessKind())),
      any(windows),
      any(windows.getSideOutput(ASIDE)),
      keyed.filter(new FilterKind()).map((passed): object => ({ by: 'filter', passed })),
      byUser.reduce(new ReduceKind()).map((reduced): object => ({ by: 'reduce', reduced })),
      any(byUser.window(GlobalWindows.create()).trigger(CountTrigger.of(1)).aggregate(new AggregateKind())),
    )
    .sinkTo(
      new KafkaSink<object>({ bootstrapServers: broker, topic: out, timestamp: (_, timestamp) => timestamp ?? 0 }),
    );
});
