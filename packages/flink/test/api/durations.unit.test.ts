import { expect, it } from 'vitest';
import {
  AsyncDataStream,
  AsyncRetryStrategies,
  ContinuousProcessingTimeTrigger,
  Duration,
  defineJob,
  HttpAsyncFunction,
  KafkaSource,
  ProcessingTimeSessionWindows,
  type SingleOutputStreamOperator,
  SlidingEventTimeWindows,
  StateTtlConfig,
  type StreamExecutionEnvironment,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '../../src/api.js';

const back = Duration.ofSeconds(-1);
const forth = Duration.ofSeconds(1);
type Records = SingleOutputStreamOperator<number>;

/** Everything but a window's offset is a length of time. */
it.each<[string, RegExp, (env: StreamExecutionEnvironment, records: Records) => unknown]>([
  ['a bound', /forBoundedOutOfOrderness: a bound of -1000 ms/, () => WatermarkStrategy.forBoundedOutOfOrderness(back)],
  ['idleness', /withIdleness: a timeout of -1000 ms/, () => WatermarkStrategy.noWatermarks().withIdleness(back)],
  ['a size', /a window needs a size of at least 1 ms/, () => TumblingEventTimeWindows.of(back)],
  ['a slide', /sliding windows need a slide of at least 1 ms/, () => SlidingEventTimeWindows.of(forth, back)],
  ['a gap', /a session needs a gap of at least 1 ms/, () => ProcessingTimeSessionWindows.withGap(back)],
  ['an interval', /Trigger\.of: an interval of -1000 ms/, () => ContinuousProcessingTimeTrigger.of(back)],
  [
    'lateness',
    /allowedLateness: a lateness of -1000 ms/,
    (_, records) => records.windowAll(TumblingEventTimeWindows.of(forth)).allowedLateness(back),
  ],
  ['a time to live', /a time to live of -1000 ms/, () => new StateTtlConfig({ timeToLive: back })],
  ['a limit', /setFunctionTimeout: a timeout of -1000 ms/, (env) => env.setFunctionTimeout(back)],
  [
    'a time to wait',
    /AsyncDataStream\.unorderedWait: a timeout of -1000 ms/,
    (_, records) => AsyncDataStream.unorderedWait(records, new HttpAsyncFunction({ url: 'http://127.0.0.1' }), back),
  ],
  [
    'a pause',
    /a fixedDelay of -1000 ms/,
    () => new AsyncRetryStrategies.FixedDelayRetryStrategy({ maxAttempts: 1, fixedDelay: back }),
  ],
  [
    'a longest pause',
    /a maxRetryDelay of -1000 ms/,
    () =>
      new AsyncRetryStrategies.ExponentialBackoffDelayRetryStrategy({
        maxAttempts: 1,
        initialDelay: forth,
        maxRetryDelay: back,
        multiplier: 2,
      }),
  ],
  [
    'a pause between attempts',
    /restart-strategy\.fixed-delay\.delay: a time of -1000 ms/,
    (env) => env.configure({ 'restart-strategy.type': 'fixed-delay', 'restart-strategy.fixed-delay.delay': back }),
  ],
  [
    'a first pause of nothing',
    /initial-backoff: a time of 0 ms, a whole number of at least 1 ms is expected/,
    (env) =>
      env.configure({
        'restart-strategy.type': 'exponential-delay',
        'restart-strategy.exponential-delay.initial-backoff': Duration.ofMillis(0),
      }),
  ],
  [
    'a look for partitions',
    /new KafkaSource: a partitionDiscoveryInterval of -1000 ms/,
    (env) =>
      env.fromSource(
        new KafkaSource({ bootstrapServers: 'b:1', groupId: 'g', topics: 't', partitionDiscoveryInterval: back }),
        WatermarkStrategy.noWatermarks(),
        'source',
      ),
  ],
])('%s that is too short is refused with a sentence', (_, sentence, use) => {
  const job = defineJob('test', (env) => {
    use(env, env.fromData(1));
  });
  expect(() => job.buildGraph({})).toThrow(sentence);
});
