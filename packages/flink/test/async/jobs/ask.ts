/** Asks a service about each question. Its arguments choose how. */
import {
  AsyncDataStream,
  AsyncRetryStrategies,
  Duration,
  defineJob,
  HttpAsyncFunction,
  KafkaSink,
  KafkaSource,
  OffsetsInitializer,
  RetryPredicates,
  WatermarkStrategy,
} from '@workbook/flink';

interface Question {
  n: number;
  text?: string;
}
interface Answer {
  value: number;
}

export type AskArgs = {
  broker: string;
  in: string;
  out: string;
  url: string;
  ordered?: boolean;
  timeoutMs?: number;
  capacity?: number;
  maxBytesInFlight?: number;
  fallback?: boolean;
  retry?: 'fixed' | 'exponential';
  restarts?: number;
  checkpointMs?: number;
  response?: 'throw' | 'none';
  /** Each question is asked twice, by one object that is changed in between. */
  twice?: boolean;
};

export default defineJob<AskArgs>('ask', (env, args) => {
  if (args.checkpointMs) env.enableCheckpointing(args.checkpointMs);
  if (args.twice) env.getConfig().enableObjectReuse();
  const read = env.fromSource(
    new KafkaSource<Question>({
      bootstrapServers: args.broker,
      topics: args.in,
      groupId: args.in,
      startingOffsets: OffsetsInitializer.earliest(),
    }),
    WatermarkStrategy.noWatermarks(),
    'questions',
  );
  const questions = args.twice
    ? read.flatMap<Question>((question, out) => {
        out.collect(question);
        question.n += 100;
        out.collect(question);
      })
    : read;
  const ask = new HttpAsyncFunction({
    url: args.url,
    headers: { 'x-token': 'secret' },
    response: (question: Question, answer: Answer) => {
      if (args.response === 'throw') throw new RangeError(`no use for ${answer.value}`);
      return { n: question.n, value: answer.value as number | null };
    },
    ...(args.fallback ? { timeout: (question: Question) => ({ n: question.n, value: null }) } : {}),
    ...(args.maxBytesInFlight ? { maxBytesInFlight: args.maxBytesInFlight } : {}),
  });
  const timeout = Duration.ofMillis(args.timeoutMs ?? 60_000);
  const capacity = args.capacity ?? 100;
  const predicates = {
    maxAttempts: 1_000_000,
    ifResult: RetryPredicates.EMPTY_RESULT_PREDICATE,
    ifException: RetryPredicates.HAS_EXCEPTION_PREDICATE,
  };
  const strategy =
    args.retry === 'fixed'
      ? new AsyncRetryStrategies.FixedDelayRetryStrategy({ ...predicates, fixedDelay: Duration.ofMillis(100) })
      : new AsyncRetryStrategies.ExponentialBackoffDelayRetryStrategy({
          ...predicates,
          initialDelay: Duration.ofMillis(50),
          maxRetryDelay: Duration.ofMillis(200),
          multiplier: 2,
        });
  const answers = args.retry
    ? args.ordered
      ? AsyncDataStream.orderedWaitWithRetry(questions, ask, timeout, capacity, strategy)
      : AsyncDataStream.unorderedWaitWithRetry(questions, ask, timeout, capacity, strategy)
    : args.ordered
      ? AsyncDataStream.orderedWait(questions, ask, timeout, capacity)
      : AsyncDataStream.unorderedWait(questions, ask, timeout, capacity); // the line of the plain call
  answers
    .name('ask')
    .uid('ask')
    .sinkTo(new KafkaSink({ bootstrapServers: args.broker, topic: args.out }));
});
