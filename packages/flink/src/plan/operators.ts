/**
 * What the operators of a plan are, one row each: everything that asks whether a node is a sink, whether it sends records
 * to other subtasks or which functions it has, reads it here. The runtime on the cluster reads it, too, so no zod here.
 */

/** What a node stands for: an operator, or only a way that records go. */
export type NodeClass =
  /** Has no input. */
  | 'source'
  | 'operator'
  /** Says which subtask of the next operator gets a record. */
  | 'exchange'
  /** Several streams as one, or one of an operator's outputs. */
  | 'output'
  /** Has no output. */
  | 'sink';

interface Operator {
  is: NodeClass;
  /** What it is, in a few words. */
  title: string;
  /** The node's functions by their role, each with how the runtime wraps it: the runtime has an adapter for each kind. */
  roles: Readonly<Record<string, string>>;
  /** Roles whose function is an instance of a class: which one, and the methods that it has at least. */
  instances?: Readonly<Record<string, readonly [base: string, ...methods: string[]]>>;
  /** Reads two inputs. */
  twoInputs?: true;
  /** Has one subtask, whatever the job's parallelism is. */
  singleSubtask?: true;
  /** An exchange between equal subtasks. */
  keepsSubtasks?: true;
  /** Its functions may call `ctx.output`. */
  sideOutputs?: true;
  /** Parameters with the tag of a side output for records that come too late. */
  lateTags?: readonly string[];
  /** What it does by event time, whatever its parameters are: its records must have timestamps. */
  byEventTime?: 'join';
  /** Its functions may set timers: what one of event time emits has the timer's timestamp. */
  timers?: true;
  /** A source whose records have no timestamp of their own. */
  untimed?: true;
}

const rows = {
  kafkaSource: {
    is: 'source',
    title: 'Kafka source',
    roles: { deserialize: 'deserialize', timestamp: 'timestamp' },
  },
  fromData: {
    is: 'source',
    title: 'records from the job',
    roles: { timestamp: 'timestamp' },
    singleSubtask: true,
    untimed: true,
  },
  generator: {
    is: 'source',
    title: 'generated records',
    roles: { generate: 'generate', timestamp: 'timestamp' },
    untimed: true,
  },

  map: { is: 'operator', title: 'map', roles: { map: 'map' } },
  filter: { is: 'operator', title: 'filter', roles: { filter: 'filter' } },
  flatMap: { is: 'operator', title: 'flatMap', roles: { flatMap: 'flatMap' } },
  process: {
    is: 'operator',
    title: 'process',
    roles: { process: 'process' },
    instances: { process: ['ProcessFunction', 'processElement(value, ctx, out)'] },
    sideOutputs: true,
  },
  watermarks: { is: 'operator', title: 'watermarks', roles: { timestamp: 'timestamp' } },
  keyedProcess: {
    is: 'operator',
    title: 'keyed process',
    roles: { keyedProcess: 'keyedProcess' },
    instances: { keyedProcess: ['KeyedProcessFunction', 'processElement(value, ctx, out)'] },
    sideOutputs: true,
    timers: true,
  },
  reduce: { is: 'operator', title: 'reduce', roles: { reduce: 'keyedReduce' } },
  window: {
    is: 'operator',
    title: 'window',
    roles: { reduce: 'reduce', aggregate: 'aggregate', gap: 'sessionGap', processWindow: 'processWindow' },
    instances: { processWindow: ['ProcessWindowFunction', 'process(key, ctx, elements, out)'] },
    lateTags: ['lateTag'],
  },
  windowAll: {
    is: 'operator',
    title: 'window over all keys',
    roles: { reduce: 'reduce', aggregate: 'aggregate', gap: 'sessionGap', processAllWindow: 'processAllWindow' },
    instances: { processAllWindow: ['ProcessAllWindowFunction', 'process(ctx, elements, out)'] },
    lateTags: ['lateTag'],
    singleSubtask: true,
  },
  asyncHttp: {
    is: 'operator',
    title: 'async HTTP call',
    roles: {
      callSite: 'callSite',
      url: 'asyncUrl',
      request: 'asyncRequest',
      bytes: 'asyncBytes',
      invalidBytes: 'asyncInvalidBytes',
      response: 'asyncResponse',
      timeout: 'asyncTimeout',
      ifResult: 'retryIfResult',
      ifException: 'retryIfException',
    },
  },
  coMap: {
    is: 'operator',
    title: 'map of two streams',
    roles: { coMap: 'coMap' },
    instances: { coMap: ['RichCoMapFunction', 'map1(value)', 'map2(value)'] },
    twoInputs: true,
  },
  coFlatMap: {
    is: 'operator',
    title: 'flatMap of two streams',
    roles: { coFlatMap: 'coFlatMap' },
    instances: { coFlatMap: ['RichCoFlatMapFunction', 'flatMap1(value, out)', 'flatMap2(value, out)'] },
    twoInputs: true,
  },
  coProcess: {
    is: 'operator',
    title: 'process of two streams',
    roles: { coProcess: 'coProcess' },
    instances: {
      coProcess: ['CoProcessFunction', 'processElement1(value, ctx, out)', 'processElement2(value, ctx, out)'],
    },
    twoInputs: true,
    sideOutputs: true,
  },
  keyedCoProcess: {
    is: 'operator',
    title: 'keyed process of two streams',
    roles: { keyedCoProcess: 'keyedCoProcess' },
    instances: {
      keyedCoProcess: [
        'KeyedCoProcessFunction',
        'processElement1(value, ctx, out)',
        'processElement2(value, ctx, out)',
      ],
    },
    twoInputs: true,
    sideOutputs: true,
    timers: true,
  },
  intervalJoin: {
    is: 'operator',
    title: 'interval join',
    roles: { intervalJoin: 'intervalJoin' },
    instances: { intervalJoin: ['ProcessJoinFunction', 'processElement(left, right, ctx, out)'] },
    twoInputs: true,
    sideOutputs: true,
    lateTags: ['leftLateTag', 'rightLateTag'],
    byEventTime: 'join',
  },

  keyBy: { is: 'exchange', title: 'keyBy', roles: { key: 'key' } },
  rebalance: { is: 'exchange', title: 'rebalance', roles: {} },
  rescale: { is: 'exchange', title: 'rescale', roles: {} },
  shuffle: { is: 'exchange', title: 'shuffle', roles: {} },
  broadcast: { is: 'exchange', title: 'broadcast', roles: {} },
  global: { is: 'exchange', title: 'global', roles: {} },
  forward: { is: 'exchange', title: 'forward', roles: {}, keepsSubtasks: true },
  partitionCustom: {
    is: 'exchange',
    title: 'custom partitioning',
    roles: { key: 'key', partition: 'partition' },
  },

  union: { is: 'output', title: 'union', roles: {} },
  sideOutput: { is: 'output', title: 'side output', roles: {} },

  kafkaSink: {
    is: 'sink',
    title: 'Kafka sink',
    roles: {
      callSite: 'callSite',
      topic: 'sinkTopic',
      key: 'sinkKey',
      value: 'sinkValue',
      headers: 'sinkHeaders',
      timestamp: 'sinkTimestamp',
    },
  },
  print: { is: 'sink', title: 'print', roles: {} },
  discard: { is: 'sink', title: 'discarded', roles: {} },
} as const satisfies Record<string, Operator>;

type Rows = typeof rows;

/** The name of an operator in a plan. */
export type OperatorName = keyof Rows;

/** The roles of an operator's functions. */
export type RoleOf<O extends OperatorName> = O extends OperatorName ? keyof Rows[O]['roles'] & string : never;

type ValueOf<T> = T[keyof T];

/** How a function is called. */
export type FunctionKind = { [O in OperatorName]: ValueOf<Rows[O]['roles']> }[OperatorName];

export const OPERATORS: { readonly [O in OperatorName]: Operator & { roles: Readonly<Record<string, FunctionKind>> } } =
  rows;

/** Whether records leave the node for other subtasks. */
export function isExchange(op: OperatorName): boolean {
  return OPERATORS[op].is === 'exchange' && !OPERATORS[op].keepsSubtasks;
}
