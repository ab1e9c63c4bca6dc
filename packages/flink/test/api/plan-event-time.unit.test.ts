/** What a plan tells of windows that never fire. Each case is a whole job; the first words of a finding are what counts. */
import { describe, expect, it } from 'vitest';
import { toPlan } from '../../src/api/graph/graph.js';
import {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountTrigger,
  DataGeneratorSource,
  type DataStream,
  Duration,
  defineJob,
  GlobalWindows,
  KafkaSource,
  KeyedProcessFunction,
  OffsetsInitializer,
  ProcessJoinFunction,
  SlidingEventTimeWindows,
  type StreamExecutionEnvironment,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  WatermarkStrategy,
} from '../../src/api.js';
import { explain } from '../../src/explain/explain.js';
import { eventTimeFindings } from '../../src/plan/event-time.js';
import { Plan } from '../../src/plan/plan.js';
import type { PlanSurroundings } from '../../src/plan/subtasks.js';

type Stream = DataStream<number>;
type Build = (env: StreamExecutionEnvironment) => Stream;

const { ofSeconds } = Duration;
const none = WatermarkStrategy.noWatermarks<number>();
const some = WatermarkStrategy.forMonotonousTimestamps<number>();
const stamped = some.withTimestampAssigner((n) => n);
const address = { bootstrapServers: '127.0.0.1:1', groupId: 'g', topics: 'in' };

const kafka = (env: StreamExecutionEnvironment, strategy: WatermarkStrategy<number>, name = 'events') =>
  env.fromSource(new KafkaSource<number>(address), strategy, name);
const windowed = (stream: Stream): Stream =>
  stream
    .keyBy((n) => n)
    .window(TumblingEventTimeWindows.of(ofSeconds(1)))
    .reduce((a) => a)
    .name('window');
const key = (stream: Stream) => stream.keyBy((n) => n);

class Sums extends ProcessJoinFunction<number, number, number> {
  override processElement() {}
}
class Later extends KeyedProcessFunction<number, number, number> {
  override processElement() {}
}

function plan(build: Build): Plan {
  const job = defineJob('test', (env) => void build(env).print());
  return Plan.parse(JSON.parse(JSON.stringify(toPlan(job.name, job.buildGraph({})))));
}

function findings(build: Build, surroundings?: PlanSurroundings): string[] {
  return eventTimeFindings(plan(build), surroundings).map(
    ({ message, certain }) => `${certain ? 'certain' : 'likely'}: ${message}`,
  );
}

describe('a window that can never fire is found', () => {
  const cases: [string, RegExp, Build][] = [
    ['no watermarks from Kafka', /"events" sends no watermarks/, (env) => windowed(kafka(env, none))],
    [
      'taken away behind the source',
      /"Timestamps\/Watermarks" sends no/,
      (env) => windowed(kafka(env, some).assignTimestampsAndWatermarks(none)),
    ],
    [
      'idle, and all alone',
      /"events" sends no watermarks/,
      (env) => windowed(kafka(env, none.withIdleness(ofSeconds(1)))),
    ],
    [
      'one input of a union',
      /"silent" sends no watermarks/,
      (env) => windowed(kafka(env, some).union(kafka(env, none, 'silent'))),
    ],
    [
      'one of two connected streams',
      /"silent" sends no watermarks/,
      (env) =>
        windowed(
          kafka(env, some)
            .connect(kafka(env, none, 'silent'))
            .map({ map1: (n: number) => n, map2: (n: number) => n }),
        ),
    ],
    [
      'behind a window of the clock',
      /"events" sends no watermarks/,
      (env) =>
        windowed(
          key(kafka(env, none))
            .window(TumblingProcessingTimeWindows.of(ofSeconds(1)))
            .reduce((a) => a),
        ),
    ],
    [
      'an interval of 0',
      /setAutoWatermarkInterval\(0\)/,
      (env) => {
        env.getConfig().setAutoWatermarkInterval(0);
        return windowed(kafka(env, some));
      },
    ],
    [
      'the end of what never ends',
      /"events" never ends/,
      (env) =>
        key(kafka(env, some))
          .window(GlobalWindows.createWithEndOfStreamTrigger())
          .reduce((a) => a),
    ],
    [
      'over all records',
      /"events" sends no watermarks/,
      (env) =>
        kafka(env, none)
          .windowAll(SlidingEventTimeWindows.of(ofSeconds(4), ofSeconds(1)))
          .reduce((a) => a),
    ],
    [
      'an endless generator with timestamps alone',
      /"numbers" sends no watermarks/,
      (env) =>
        windowed(
          env.fromSource(
            new DataGeneratorSource((n) => n),
            none.withTimestampAssigner((n) => n),
            'numbers',
          ),
        ),
    ],
  ];

  it.each(cases)('%s', (_, reason, build) => {
    const found = findings(build);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^certain: ".+" would never fire: /);
    expect(found[0]).toMatch(reason);
  });
});

describe('a window that repeats its result for ever at the end of its input is found', () => {
  const repeating = (stream: Stream) =>
    key(stream)
      .window(GlobalWindows.create())
      .trigger(ContinuousEventTimeTrigger.of(ofSeconds(1)))
      .reduce((a) => a)
      .name('window');

  it('where the input is bounded', () => {
    const found = findings((env) => repeating(env.fromSequence(1, 9).assignTimestampsAndWatermarks(stamped)));
    expect(found).toEqual([
      expect.stringMatching(/^certain: "window" would never end: its input ends, a global window/),
    ]);
  });

  it('and not where one input goes on, or the windows end', () => {
    const bounded = (env: StreamExecutionEnvironment) => env.fromSequence(1, 9).assignTimestampsAndWatermarks(stamped);
    expect(findings((env) => repeating(bounded(env).union(kafka(env, stamped))))).toEqual([]);
    const ending = (env: StreamExecutionEnvironment) =>
      key(bounded(env))
        .window(TumblingEventTimeWindows.of(ofSeconds(5)))
        .trigger(ContinuousEventTimeTrigger.of(ofSeconds(1)))
        .reduce((a) => a);
    expect(findings(ending)).toEqual([]);
  });
});

describe('records without timestamps are found', () => {
  it.each<[string, Build]>([
    ['a sequence', (env) => windowed(env.fromSequence(1, 9))],
    ['a generator', (env) => windowed(env.fromSource(new DataGeneratorSource((n) => n, 9), some, 'numbers'))],
    [
      'an interval join',
      (env) =>
        key(kafka(env, stamped))
          .intervalJoin(key(env.fromData(1, 2)))
          .between(ofSeconds(0), ofSeconds(1))
          .process(new Sums()),
    ],
    [
      'whatever the trigger',
      (env) =>
        key(env.fromSequence(1, 9))
          .window(TumblingEventTimeWindows.of(ofSeconds(1)))
          .trigger(CountTrigger.of(2))
          .reduce((a) => a),
    ],
  ])('%s', (_, build) => {
    expect(findings(build)).toEqual([expect.stringMatching(/^certain: .* have no timestamps: give them some/)]);
  });

  it('and only warned of where a timer may give some', () => {
    const found = findings((env) => windowed(key(env.fromSequence(1, 9)).process(new Later())));
    expect(found).toEqual([expect.stringMatching(/^likely: .* have no timestamps: the first of them/)]);
  });
});

describe('a window that may never fire is warned of', () => {
  const wide = (strategy: WatermarkStrategy<number>) => (env: StreamExecutionEnvironment) =>
    windowed(kafka(env, strategy).setParallelism(4));
  const two = { partitions: new Map([[0, 2]]) };

  it('with more subtasks than partitions', () => {
    expect(findings(wide(some), two)).toEqual([
      'likely: "window" may never fire: "events" has 4 subtasks for 2 partitions, and a subtask without a partition holds event time back. Lower its parallelism with .setParallelism(2), or add .withIdleness(Duration.ofSeconds(10)) to the watermark strategy.',
    ]);
  });

  it('with watermarks that begin behind such a source', () => {
    const build: Build = (env) => {
      env.setParallelism(4);
      return windowed(
        kafka(env, none)
          .map((n) => n)
          .assignTimestampsAndWatermarks(stamped),
      );
    };
    expect(findings(build, two)).toEqual([expect.stringMatching(/^likely: .* 4 subtasks for 2 partitions/)]);
  });

  it('with one silent input that may be idle', () => {
    const idle = none.withIdleness(ofSeconds(1));
    const found = findings((env) => windowed(kafka(env, some).union(kafka(env, idle, 'silent'))));
    expect(found).toEqual([expect.stringMatching(/^likely: "window" may never fire: .*"silent" sends no watermarks/)]);
  });

  it.each<[string, PlanSurroundings, Build]>([
    ['which is idle then', two, wide(some.withIdleness(ofSeconds(1)))],
    [
      'but records are spread before the watermarks',
      two,
      (env) =>
        windowed(
          kafka(env, none).setParallelism(4).rebalance().assignTimestampsAndWatermarks(stamped).setParallelism(4),
        ),
    ],
    ['of which nobody knows the number', {}, wide(some)],
    ['as many as subtasks', { parallelism: 2, ...two }, (env) => windowed(kafka(env, some))],
  ])('not for a source with few partitions %s', (_, surroundings, build) => {
    expect(findings(build, surroundings)).toEqual([]);
  });

  it("counts the submission's parallelism", () => {
    expect(findings((env) => windowed(kafka(env, some)), { parallelism: 3, ...two })).toHaveLength(1);
  });
});

describe('a window that fires is left alone', () => {
  it.each<[string, Build]>([
    ['with watermarks', (env) => windowed(kafka(env, some))],
    ['with watermarks behind the source', (env) => windowed(kafka(env, none).assignTimestampsAndWatermarks(some))],
    [
      'by count',
      (env) =>
        key(kafka(env, none))
          .window(TumblingEventTimeWindows.of(ofSeconds(1)))
          .trigger(CountTrigger.of(2))
          .reduce((a) => a),
    ],
    [
      'by the clock',
      (env) =>
        key(kafka(env, none))
          .window(TumblingEventTimeWindows.of(ofSeconds(1)))
          .trigger(ContinuousProcessingTimeTrigger.of(ofSeconds(1)))
          .reduce((a) => a),
    ],
    [
      'in processing time',
      (env) =>
        key(kafka(env, none))
          .window(TumblingProcessingTimeWindows.of(ofSeconds(1)))
          .reduce((a) => a),
    ],
    [
      'at the end of a bounded source',
      (env) => {
        const source = new KafkaSource<number>({ ...address, bounded: OffsetsInitializer.latest() });
        return windowed(env.fromSource(source, none, 'events'));
      },
    ],
    [
      'at the end of bounded records',
      (env) => windowed(env.fromData(1, 2).assignTimestampsAndWatermarks(none.withTimestampAssigner((n) => n))),
    ],
    [
      'when a bounded input has ended',
      (env) => windowed(kafka(env, some).union(env.fromSequence(1, 3).assignTimestampsAndWatermarks(stamped))),
    ],
  ])('%s', (_, build) => {
    expect(findings(build)).toEqual([]);
  });
});

it('the plan in words says so in a word, at the operator and below', () => {
  const text = explain(plan((env) => windowed(kafka(env, none))));
  expect(text).toMatch(/window {2,}window: tumbling 1 s in event time, reduce \(warning\)\n/);
  expect(text).toMatch(/\nWarning, operator 2: "window" would never fire: it waits for event time/);
});
