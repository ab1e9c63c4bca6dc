import { describe, expect, expectTypeOf, it } from 'vitest';
import { toPlan } from '../../src/api/graph/graph.js';
import {
  AsyncDataStream,
  AsyncRetryStrategies,
  type DataStream,
  Duration,
  defineJob,
  HttpAsyncFunction,
  KafkaSink,
  RetryPredicates,
  type SingleOutputStreamOperator,
  type StreamExecutionEnvironment,
} from '../../src/api.js';
import { explain } from '../../src/explain/explain.js';
import { Plan } from '../../src/plan/plan.js';

interface Frame {
  id: number;
  jpeg: string;
}
interface Brightness {
  mean: number;
}

const URL = 'http://127.0.0.1:4711/analyse';
const SECOND = Duration.ofSeconds(1);
const frames = (env: StreamExecutionEnvironment) => env.fromData<Frame>({ id: 1, jpeg: '' });

function plan(build: (env: StreamExecutionEnvironment) => void): Plan {
  const job = defineJob('test', build);
  return Plan.parse(JSON.parse(JSON.stringify(toPlan(job.name, job.buildGraph({})))));
}

it('the plan says how the service is asked, and which functions have a part in it', () => {
  const { nodes, functions } = plan((env) => {
    const ask = new HttpAsyncFunction({
      url: URL,
      headers: { authorization: 'Bearer x' },
      bytes: (frame: Frame) => frame.jpeg,
      response: ({ id }, { mean }: Brightness) => ({ id, mean }),
      timeout: ({ id }) => ({ id, mean: 0 }),
    });
    const strategy = new AsyncRetryStrategies.FixedDelayRetryStrategy({
      maxAttempts: 3,
      fixedDelay: Duration.ofMillis(100),
      ifException: (error) => error.status === 502,
    });
    AsyncDataStream.orderedWaitWithRetry(frames(env), ask, SECOND, 20, strategy)
      .name('analyse')
      .sinkTo(new KafkaSink({ bootstrapServers: '127.0.0.1:9092', topic: 'out' }));
  });
  expect(nodes[1]).toMatchObject({
    op: 'asyncHttp',
    inputs: [0],
    name: 'analyse',
    params: {
      outputMode: 'ORDERED',
      timeoutMs: 1000,
      capacity: 20,
      maxBytesInFlight: 16 * 1024 * 1024,
      method: 'POST',
      url: URL,
      headers: { authorization: 'Bearer x' },
      retry: { kind: 'fixedDelay', maxAttempts: 3, delayMs: 100 },
    },
  });
  expect(functions.map(({ kind }) => kind)).toEqual([
    'callSite',
    'asyncBytes',
    'asyncResponse',
    'asyncTimeout',
    'retryIfException',
    'callSite',
  ]);
});

it('explains an operator without the secrets in its address or headers', () => {
  const text = explain(
    plan((env) => {
      const ask = new HttpAsyncFunction<Frame, Brightness>({
        url: `${URL}?key=secret`,
        headers: { 'x-key': 'secret' },
      });
      AsyncDataStream.unorderedWait(frames(env), ask, SECOND).sinkTo(
        new KafkaSink({ bootstrapServers: '127.0.0.1:9092', topic: 'out' }),
      );
    }),
  );
  expect(text).toContain(`async HTTP call: POST ${URL}, unordered, timeout 1 s, capacity 100`);
  expect(text).not.toContain('secret');
});

describe('a mistake is a sentence', () => {
  const ask = (options = {}) => new HttpAsyncFunction<Frame, Brightness>({ url: URL, ...options });
  const wait = (capacity: number, timeout = SECOND) =>
    plan((env) => AsyncDataStream.unorderedWait(frames(env), ask(), timeout, capacity));
  const strategy = new AsyncRetryStrategies.FixedDelayRetryStrategy({ maxAttempts: 1, fixedDelay: SECOND });
  const mistakes: [string, RegExp, () => unknown][] = [
    ['a url that is none', /the url is "127\.0\.0\.1:80".*such as http/, () => ask({ url: '127.0.0.1:80' })],
    ['no url', /the url is undefined/, () => ask({ url: undefined })],
    ['a GET with a body', /a GET has no body/, () => ask({ method: 'GET', request: () => 1 })],
    ['a GET of one address', /make url a function of the record/, () => ask({ method: 'GET' })],
    ['a header that is not ours to set', /the header "Host" can't be set/, () => ask({ headers: { Host: 'x' } })],
    ['a header with a line break', /the value of the header "x-a"/, () => ask({ headers: { 'x-a': 'a\nb' } })],
    ['half a byte', /maxBytesInFlight is 0\.5/, () => ask({ maxBytesInFlight: 0.5 })],
    ['no capacity', /AsyncDataStream\.unorderedWait: a capacity of 0/, () => wait(0)],
    [
      'a retry without a timeout',
      /a retry strategy needs a timeout/,
      () => plan((env) => AsyncDataStream.orderedWaitWithRetry(frames(env), ask(), Duration.ofMillis(0), 1, strategy)),
    ],
    [
      'no attempts',
      /maxAttempts is 0/,
      () => new AsyncRetryStrategies.FixedDelayRetryStrategy({ maxAttempts: 0, fixedDelay: SECOND }),
    ],
    [
      'pauses that shrink',
      /a multiplier of 0\.5/,
      () =>
        new AsyncRetryStrategies.ExponentialBackoffDelayRetryStrategy({
          maxAttempts: 1,
          initialDelay: SECOND,
          maxRetryDelay: SECOND,
          multiplier: 0.5,
        }),
    ],
    [
      'an async function of Node',
      /a new HttpAsyncFunction\(\{ url, … \}\) is expected/,
      () => plan((env) => AsyncDataStream.unorderedWait(frames(env), (async () => 1) as never, SECOND)),
    ],
    [
      'an async response',
      /the response function .*is async/,
      () => plan((env) => AsyncDataStream.unorderedWait(frames(env), ask({ response: async () => 1 }), SECOND)),
    ],
  ];
  it.each(mistakes)('%s', (_, sentence, make) => {
    expect(make).toThrow(sentence);
  });
});

it('types follow the record, the answer and the result', () => {
  const typed = (stream: DataStream<Frame>) => {
    const inferred = new HttpAsyncFunction({
      url: URL,
      response: (frame: Frame, answer: Brightness) => ({ id: frame.id, mean: answer.mean }),
    });
    const results = AsyncDataStream.unorderedWait(stream, inferred, SECOND);
    expectTypeOf(results).toEqualTypeOf<SingleOutputStreamOperator<{ id: number; mean: number }>>();
    const plain = AsyncDataStream.orderedWait(stream, new HttpAsyncFunction<Frame, Brightness>({ url: URL }), SECOND);
    expectTypeOf(plain).toEqualTypeOf<SingleOutputStreamOperator<Brightness>>();

    new HttpAsyncFunction<Frame, Brightness>({
      url: URL,
      // @ts-expect-error a frame has no png
      bytes: (frame) => frame.png,
    });
    new HttpAsyncFunction({
      url: URL,
      response: (frame: Frame) => frame.id,
      // @ts-expect-error what stands in for an answer must be of the result's type
      timeout: () => 'none',
    });
    const numbers = stream.map((frame) => frame.id);
    // @ts-expect-error the function is one of frames, the stream of numbers
    AsyncDataStream.orderedWait(numbers, inferred, SECOND);
    const onBrightness = new AsyncRetryStrategies.FixedDelayRetryStrategy<Brightness>({
      maxAttempts: 1,
      fixedDelay: SECOND,
      ifResult: (all) => all.every(({ mean }) => mean === 0),
      ifException: RetryPredicates.HAS_EXCEPTION_PREDICATE,
    });
    const toNumber = new HttpAsyncFunction<Frame, number>({ url: URL });
    // @ts-expect-error the strategy judges another kind of results
    AsyncDataStream.orderedWaitWithRetry(stream, toNumber, SECOND, 1, onBrightness);
  };
  expectTypeOf(typed).toBeFunction();
});
