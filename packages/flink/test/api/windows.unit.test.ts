import { describe, expect, it } from 'vitest';
import { toPlan } from '../../src/api/graph/graph.js';
import {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountTrigger,
  Duration,
  defineJob,
  EventTimeSessionWindows,
  EventTimeTrigger,
  GlobalWindows,
  KafkaSink,
  type KeyedStream,
  OutputTag,
  ProcessingTimeSessionWindows,
  ProcessingTimeTrigger,
  PurgingTrigger,
  type SingleOutputStreamOperator,
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  type Trigger,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  type Window,
  type WindowAssigner,
  type WindowedStream,
} from '../../src/api.js';
import { explain } from '../../src/explain/explain.js';
import { Plan } from '../../src/plan/plan.js';

interface Sale {
  shop: string;
  amount: number;
}

const { ofSeconds } = Duration;
const add = (a: Sale, b: Sale) => ({ ...a, amount: a.amount + b.amount });
const late = new OutputTag<Sale>('late');

/** The plan of a job with one window, validated as the client does it. */
function plan(build: (sales: KeyedStream<Sale, string>) => SingleOutputStreamOperator<Sale>): Plan {
  const job = defineJob('test', (env) => {
    const sales = env.fromData<Sale>({ shop: 'x', amount: 1 }).keyBy((sale) => sale.shop);
    build(sales).sinkTo(new KafkaSink<Sale>({ bootstrapServers: '127.0.0.1:9092', topic: 'out' }));
  });
  return Plan.parse(JSON.parse(JSON.stringify(toPlan(job.name, job.buildGraph({})))));
}

/** How `explain` tells of the window, without what all windows have. */
function told(build: (sales: KeyedStream<Sale, string>) => SingleOutputStreamOperator<Sale>): string {
  const line = explain(plan(build), []).split('\n')[3] ?? '';
  return line.slice(line.indexOf('window')).replace(/, reduce( \+ gap)?$/, '');
}

describe('a window is told in words', () => {
  const windows: [string, (sales: KeyedStream<Sale, string>) => WindowedStream<Sale, string, Window>][] = [
    [
      'tumbling 10 s in event time, offset 3 s',
      (s) => s.window(TumblingEventTimeWindows.of(ofSeconds(10), ofSeconds(3))),
    ],
    [
      'tumbling 24 h in event time, offset -8 h',
      (s) => s.window(TumblingEventTimeWindows.of(Duration.ofDays(1), Duration.ofHours(-8))),
    ],
    ['tumbling 10 s in processing time', (s) => s.window(TumblingProcessingTimeWindows.of(ofSeconds(10)))],
    [
      'sliding 1 min every 10 s in event time',
      (s) => s.window(SlidingEventTimeWindows.of(ofSeconds(60), ofSeconds(10))),
    ],
    [
      'sliding 1 min every 10 s in processing time, offset 5 s',
      (s) => s.window(SlidingProcessingTimeWindows.of(ofSeconds(60), ofSeconds(10), ofSeconds(5))),
    ],
    ['session with a gap of 5 s in event time', (s) => s.window(EventTimeSessionWindows.withGap(ofSeconds(5)))],
    [
      'session with a gap for each record in event time',
      (s) => s.window(EventTimeSessionWindows.withDynamicGap((sale) => sale.amount)),
    ],
    [
      'session with a gap of 5 s in processing time',
      (s) => s.window(ProcessingTimeSessionWindows.withGap(ofSeconds(5))),
    ],
    [
      'session with a gap for each record in processing time',
      (s) => s.window(ProcessingTimeSessionWindows.withDynamicGap({ extract: (sale) => sale.amount })),
    ],
    ['global, fires at the end of the input', (s) => s.window(GlobalWindows.createWithEndOfStreamTrigger())],
    ['global, fires after 3 records and empties', (s) => s.countWindow(3)],
    ['global, fires after 1 record, keeps the last 3 records', (s) => s.countWindow(3, 1)],
    [
      'tumbling 10 s in event time, fires every 2 s in processing time, 1 min of lateness allowed, late records to "late"',
      (s) =>
        s
          .window(TumblingEventTimeWindows.of(ofSeconds(10)))
          .trigger(ContinuousProcessingTimeTrigger.of(ofSeconds(2)))
          .allowedLateness(Duration.ofMinutes(1))
          .sideOutputLateData(late),
    ],
  ];
  it.each(windows)('%s', (words, window) => {
    expect(told((sales) => window(sales).reduce(add))).toBe(`window: ${words}`);
  });

  it('a window over all keys', () => {
    expect(told((sales) => sales.countWindowAll(2).reduce(add))).toBe(
      'window over all keys: global, fires after 2 records and empties',
    );
  });
});

describe('a mistake with windows is a sentence', () => {
  const tumbling = () => TumblingEventTimeWindows.of(ofSeconds(10));
  const byTheClock = () => TumblingProcessingTimeWindows.of(ofSeconds(10));
  const triggered =
    <W extends Window>(assigner: WindowAssigner<Sale, W>, trigger: Trigger<W>) =>
    (sales: KeyedStream<Sale, string>) =>
      sales.window(assigner).trigger(trigger).reduce(add);
  const mistakes: [string, RegExp, (sales: KeyedStream<Sale, string>) => SingleOutputStreamOperator<Sale>][] = [
    [
      'global windows without a trigger',
      /a global window has no end and would never fire: say when with \.trigger/,
      (s) => s.window(GlobalWindows.create()).reduce(add),
    ],
    [
      'global windows of a stream without keys, without a trigger',
      /a global window has no end and would never fire/,
      (s) => s.windowAll(GlobalWindows.create()).reduce(add),
    ],
    [
      'global windows that fire at their end',
      /GlobalWindows would never fire, as a global window has no end/,
      triggered(GlobalWindows.create(), ProcessingTimeTrigger.create() as unknown as Trigger<Window>),
    ],
    [
      'windows by the clock that event time fires',
      /TumblingProcessingTimeWindows would never fire, as they end by the clock/,
      triggered(byTheClock(), PurgingTrigger.of(EventTimeTrigger.create())),
    ],
    [
      'windows by the clock that event time fires again and again',
      /TumblingProcessingTimeWindows would never fire/,
      triggered(byTheClock(), ContinuousEventTimeTrigger.of(ofSeconds(1))),
    ],
    [
      'lateness by the clock',
      /allowedLateness: nothing is ever late for TumblingProcessingTimeWindows, as by the clock/,
      (s) => s.window(byTheClock()).allowedLateness(ofSeconds(1)).reduce(add),
    ],
    [
      'late records by the clock',
      /sideOutputLateData: nothing is ever late for TumblingProcessingTimeWindows/,
      (s) => s.windowAll(byTheClock()).sideOutputLateData(late).reduce(add),
    ],
    [
      'lateness of count windows',
      /allowedLateness: nothing is ever late for GlobalWindows, as a global window has no end/,
      (s) => s.countWindow(3).allowedLateness(ofSeconds(1)).reduce(add),
    ],
    [
      'an offset back by the size',
      /the offset of -10000 ms must be shorter than the window's size of 10000 ms/,
      (s) => s.window(TumblingProcessingTimeWindows.of(ofSeconds(10), ofSeconds(-10))).reduce(add),
    ],
    ['a count of zero', /countWindow\(0\): a whole number of records/, (s) => s.countWindow(0).reduce(add)],
    [
      'half a record',
      /CountTrigger\.of\(0\.5\)/,
      (s) => s.window(tumbling()).trigger(CountTrigger.of(0.5)).reduce(add),
    ],
    [
      'a slide of zero',
      /sliding windows need a slide of at least 1 ms/,
      (s) => s.window(SlidingEventTimeWindows.of(ofSeconds(1), ofSeconds(0))).reduce(add),
    ],
    [
      'an offset as long as the slide',
      /the offset of 2000 ms must be shorter than the window's slide of 2000 ms/,
      (s) => s.window(SlidingEventTimeWindows.of(ofSeconds(4), ofSeconds(2), ofSeconds(2))).reduce(add),
    ],
    [
      'a session without a gap',
      /a session needs a gap of at least 1 ms/,
      (s) => s.window(EventTimeSessionWindows.withGap(ofSeconds(0))).reduce(add),
    ],
    [
      'an interval of zero',
      /ContinuousEventTimeTrigger\.of: an interval of 0 ms, a whole number of at least 1 ms/,
      (s) =>
        s
          .window(tumbling())
          .trigger(ContinuousEventTimeTrigger.of(ofSeconds(0)))
          .reduce(add),
    ],
    [
      'more subtasks than one for all records',
      /the windows of a stream without keys have one subtask/,
      (s) => s.windowAll(tumbling()).reduce(add).setParallelism(2),
    ],
    [
      'room for more subtasks than one for all records',
      /the windows of a stream without keys have one subtask/,
      (s) => s.windowAll(tumbling()).reduce(add).setMaxParallelism(2),
    ],
    [
      'an async session gap',
      /the sessionGap function .*is async/,
      (s) => s.window(EventTimeSessionWindows.withDynamicGap((async () => 1) as unknown as () => number)).reduce(add),
    ],
  ];
  it.each(mistakes)('%s', (_, sentence, build) => {
    expect(() => plan(build)).toThrow(sentence);
  });
});
