/** What to do about a type error that is a step left out, or a name of Flink's older API: the compiler only says what is missing. */

import { SETTINGS } from '../api/streams/operator-settings.js';

type Hints = Record<string, string>;

const each = (names: string, hint: string): Hints => Object.fromEntries(names.split(' ').map((name) => [name, hint]));

const FUNCTION_FIRST =
  'A window gives records only through a function: call .reduce(…), .aggregate(…) or .process(…) on it first.';
const NO_OPERATOR = 'It belongs to an operator, and this call adds none: set it on the operator before or after it.';
const OPERATOR_SETTINGS = [...SETTINGS, 'setBufferTimeout', 'startNewChain'].join(' ');
const ON_STREAMS = 'sinkTo print map filter flatMap keyBy union connect rebalance getSideOutput';

const UNKEYED: Hints = {
  window: 'Windows are made for each key: call .keyBy(…) first; for windows over all records use .windowAll(…).',
  countWindow:
    'Windows are made for each key: call .keyBy(…) first; for windows over all records use .countWindowAll(…).',
  ...each(
    'sum min max minBy maxBy reduce',
    'It works on the records of one key: call .keyBy(…) first. Over all records it needs a window: .windowAll(…).',
  ),
  ...each(
    'aggregate apply',
    'It works on the records of a window: call .keyBy(…).window(…) first, or .windowAll(…) for all records.',
  ),
  ...each('timeWindow', 'Write .keyBy(…).window(TumblingEventTimeWindows.of(…)).'),
  ...each('addSink', 'Write .sinkTo(…).'),
  ...each('executeAndCollect collect', 'The job runs on the cluster: end it with .print() or .sinkTo(…).'),
  intervalJoin: 'It joins records of one key: a.keyBy(…).intervalJoin(b.keyBy(…)).between(…).process(…).',
  join: 'For pairs that are near in time write a.keyBy(…).intervalJoin(b.keyBy(…)), for those of one window a.coGroup(b).where(…).equalTo(…).window(…).apply(…).',
  ...each(OPERATOR_SETTINGS, NO_OPERATOR),
};

/** By the type, without its parameters, and by the property that it does not have. */
const OF_TYPE: Record<string, Hints> = {
  DataStream: UNKEYED,
  SingleOutputStreamOperator: UNKEYED,
  KafkaStreamSource: UNKEYED,
  KeyedStream: {
    ...each('aggregate apply', 'It works on the records of a window: call .window(…) first.'),
    ...each('addSink', 'Write .sinkTo(…).'),
    ...each(OPERATOR_SETTINGS, NO_OPERATOR),
  },
  WindowedStream: each(`${ON_STREAMS} ${OPERATOR_SETTINGS}`, FUNCTION_FIRST),
  AllWindowedStream: each(`${ON_STREAMS} ${OPERATOR_SETTINGS}`, FUNCTION_FIRST),
  ...Object.fromEntries(
    ['ConnectedStreams', 'KeyedConnectedStreams'].map((type) => [
      type,
      each(
        'sinkTo print filter union window reduce sum name uid',
        'Connected streams need a function of both first: .map(…), .flatMap(…) or .process(…).',
      ),
    ]),
  ),
  DataStreamSink: each(
    `${ON_STREAMS} process window`,
    'A sink is the end of a stream: keep the stream in a variable, and go on from there.',
  ),
  StreamExecutionEnvironment: {
    ...each('execute executeAsync', 'Leave it out: the job is submitted with "npm run flink run FILE".'),
    ...each('fromElements fromCollection', 'Write env.fromData(…), with one record for each argument.'),
    ...each('addSource', 'Write env.fromSource(source, watermarkStrategy, name).'),
  },
};

/** @param message the compiler's, as it stands */
export function typeHint(message: string): string | undefined {
  const [, property = '', type = ''] = /^Property '(\w+)' does not exist on type '(\w+)\b/.exec(message) ?? [];
  const hints = Object.hasOwn(OF_TYPE, type) ? OF_TYPE[type] : undefined;
  if (hints && Object.hasOwn(hints, property)) return hints[property];
  return collectorHint(message) ?? instanceHint(message) ?? argumentHint(message);
}

/** `Nothing` is what a function returns that gives its records to a collector. */
function collectorHint(message: string): string | undefined {
  if (!/is not assignable to type 'Nothing'/.test(message) || message.includes('Promise<')) return undefined;
  return 'What such a function returns is lost. Give each record to out.collect(record), those of a list one by one: for (const one of list) out.collect(one).';
}

function instanceHint(message: string): string | undefined {
  const name = /^(?:Argument of type|Type) 'typeof (\w+)' is (?:not assignable|missing the following propert)/.exec(
    message,
  )?.[1];
  return name && `This is the class itself. Give an instance of it: new ${name}(…).`;
}

function argumentHint(message: string): string | undefined {
  const [, given = '', wanted = ''] =
    /^Argument of type '(.+?)' is not assignable to parameter of type '(.+)'\./.exec(message) ?? [];
  const keyed = message.includes("'KeyedProcessContext");
  if (keyed && wanted.startsWith('ProcessFunction<')) {
    return `${given} needs a key: call .keyBy(…) before .process(…), or make it a ProcessFunction.`;
  }
  if (keyed && wanted.startsWith('CoProcessFunction<')) {
    return `${given} needs keys: connect two keyed streams, a.keyBy(…).connect(b.keyBy(…)), or make it a CoProcessFunction.`;
  }
  const [, base] = /^(?:\w+ \| )?((?:Keyed)?(?:Co)?Process(?:Join|Window|AllWindow)?Function)</.exec(wanted) ?? [];
  if (base !== undefined && given.startsWith('(')) {
    return `A plain function has no method that Flink could call. Write class Mine extends ${base}<…> with its methods, and give new Mine().`;
  }
  if (wanted.includes('KeySelector<') && /^(string|number|"|\d)/.test(given)) {
    return 'A key is taken out of a record by a function, such as .keyBy((record) => record.id).';
  }
  return undefined;
}
