/**
 * The plan: a job's graph as plain JSON. Node builds it, prints it, validates it and sends it to Flink; the Java runner
 * (`runner/`, GraphBuilder) makes one Flink call for each node. Functions stay behind in the bundle; a plan names them
 * by their number in the bundle's function table.
 *
 * A new operator is one row in operators.ts, one schema here, one method in the API and one case in Java.
 */
import { z } from 'zod';
import { asyncHttpFunctions, asyncHttpParams } from './async.js';
import { FORMATS } from './formats.js';
import { PLAN_VERSION } from './names.js';
import type { OperatorName, RoleOf } from './operators.js';
import { windowParams } from './windows.js';

const milliseconds = z.number().int().nonnegative();
const positiveMilliseconds = z.number().int().positive();
const parallelism = z.number().int().min(1).max(32768);
/** The number of a function in the bundle's function table. */
const functionNumber = z.number().int().nonnegative();
const properties = z.record(z.string(), z.string());

/** What a value is outside of the job. */
const FormatPlan = z.enum(FORMATS);

export const WatermarkPlan = z.strictObject({
  kind: z.enum(['none', 'monotonous', 'boundedOutOfOrderness']),
  outOfOrdernessMs: milliseconds.optional(),
  idlenessMs: positiveMilliseconds.optional(),
});
export type WatermarkPlan = z.infer<typeof WatermarkPlan>;

export const OffsetsPlan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('earliest') }),
  z.strictObject({ kind: z.literal('latest') }),
  /** The group's committed offsets; where there are none, `reset` decides. */
  z.strictObject({ kind: z.literal('committed'), reset: z.enum(['earliest', 'latest', 'none']) }),
  /** The first record of each partition whose timestamp is not smaller. */
  z.strictObject({ kind: z.literal('timestamp'), timestamp: milliseconds }),
  /** Named offsets; another partition starts (or stops) where the group has committed, or else as `reset` says. */
  z.strictObject({
    kind: z.literal('offsets'),
    offsets: z.array(
      z.strictObject({
        topic: z.string().min(1),
        partition: z.number().int().nonnegative(),
        offset: z.number().int().nonnegative(),
      }),
    ),
    reset: z.enum(['earliest', 'latest']),
  }),
]);
export type OffsetsPlan = z.infer<typeof OffsetsPlan>;

export const RateLimitPlan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('perSecond'), records: z.number().positive() }),
  z.strictObject({ kind: z.literal('perCheckpoint'), records: z.number().int().positive() }),
]);
export type RateLimitPlan = z.infer<typeof RateLimitPlan>;

const common = {
  /** What the node stands for, from its row in operators.ts: the runner reads it here. */
  is: z.enum(['source', 'operator', 'exchange', 'output', 'sink']),
  /** Unique in the plan, and its index in `nodes`. */
  id: z.number().int().nonnegative(),
  /** Ids of the nodes whose output this one reads; always smaller than its own id. */
  inputs: z.array(z.number().int().nonnegative()),
  /** Shown in Flink's dashboard and in error messages. */
  name: z.string().min(1),
  /** Shown in Flink's dashboard, in the job's graph. */
  description: z.string().min(1).optional(),
  /** Names the operator's state in savepoints. */
  uid: z.string().min(1).optional(),
  parallelism: parallelism.optional(),
  maxParallelism: parallelism.optional(),
  /** `head`: a chain begins with it. `never`: it is a chain of its own. Otherwise it is chained where Flink can. */
  chaining: z.enum(['head', 'never']).optional(),
  slotSharingGroup: z.string().min(1).optional(),
  /** How long its records may wait for others that share a network buffer. */
  bufferTimeoutMs: milliseconds.optional(),
};

/** The roles are those of the operator's row; each has a function, or a list of them. */
const node = <
  Op extends OperatorName,
  Functions extends Record<RoleOf<Op>, z.ZodType<number | number[] | undefined>>,
  Params extends z.ZodRawShape,
>(
  op: Op,
  functions: Functions,
  params: Params,
) =>
  z.strictObject({
    ...common,
    op: z.literal(op),
    functions: z.strictObject(functions),
    params: z.strictObject(params),
  });

/** How a window's records become one, and how long a session's gap is. */
const windowFunctions = {
  reduce: functionNumber.optional(),
  aggregate: functionNumber.optional(),
  gap: functionNumber.optional(),
};

export const PlanNode = z.discriminatedUnion('op', [
  node(
    'kafkaSource',
    { deserialize: functionNumber.optional(), timestamp: functionNumber.optional() },
    {
      bootstrapServers: z.string().min(1),
      groupId: z.string().min(1),
      topics: z.array(z.string().min(1)).min(1).optional(),
      topicPattern: z.string().min(1).optional(),
      startingOffsets: OffsetsPlan,
      /** Present for a bounded source: where it stops. */
      stoppingOffsets: OffsetsPlan.optional(),
      format: FormatPlan,
      /** What `deserialize` is given: the value alone, or the whole record with its metadata. */
      deserializes: z.enum(['value', 'record']),
      /** An integer that a JavaScript number can't hold: refuse the record, or make that number a string. */
      bigNumbers: z.enum(['refuse', 'string']),
      watermarks: WatermarkPlan,
      properties,
    },
  ),
  node(
    'fromData',
    { timestamp: functionNumber.optional() },
    { elements: z.array(z.string()), watermarks: WatermarkPlan },
  ),
  node(
    'generator',
    { generate: functionNumber, timestamp: functionNumber.optional() },
    { count: z.number().int().positive(), rateLimit: RateLimitPlan.optional(), watermarks: WatermarkPlan },
  ),
  node('map', { map: functionNumber }, {}),
  node('filter', { filter: functionNumber }, {}),
  node('flatMap', { flatMap: functionNumber }, {}),
  node('process', { process: functionNumber }, {}),
  node('watermarks', { timestamp: functionNumber.optional() }, { watermarks: WatermarkPlan }),
  node('keyBy', { key: functionNumber }, {}),
  node('keyedProcess', { keyedProcess: functionNumber }, {}),
  node('reduce', { reduce: functionNumber }, {}),
  node('window', { ...windowFunctions, processWindow: functionNumber.optional() }, windowParams),
  /** The windows of a stream without keys: one subtask sees all records. */
  node('windowAll', { ...windowFunctions, processAllWindow: functionNumber.optional() }, windowParams),
  /** Async I/O: an HTTP call for each record. */
  node('asyncHttp', asyncHttpFunctions(functionNumber), asyncHttpParams),
  node('union', {}, {}),
  /** Two inputs; the keyed one reads two `keyBy` nodes, the others may. */
  node('coMap', { coMap: functionNumber }, {}),
  node('coFlatMap', { coFlatMap: functionNumber }, {}),
  node('coProcess', { coProcess: functionNumber }, {}),
  node('keyedCoProcess', { keyedCoProcess: functionNumber }, {}),
  /** Reads two `keyBy` nodes. A pair's right timestamp minus its left one lies between the bounds. */
  node(
    'intervalJoin',
    { intervalJoin: functionNumber },
    {
      lowerBoundMs: z.number().int(),
      upperBoundMs: z.number().int(),
      lowerBoundInclusive: z.boolean(),
      upperBoundInclusive: z.boolean(),
      leftLateTag: z.string().optional(),
      rightLateTag: z.string().optional(),
    },
  ),
  node('rebalance', {}, {}),
  node('rescale', {}, {}),
  node('shuffle', {}, {}),
  node('broadcast', {}, {}),
  node('global', {}, {}),
  node('forward', {}, {}),
  /** Each record goes to the subtask that `partition` says for its `key`. */
  node('partitionCustom', { key: functionNumber, partition: functionNumber }, {}),
  /** `tag` is the OutputTag's id. A source's malformed records have the tag `MALFORMED_TAG` (names.ts). */
  node('sideOutput', {}, { tag: z.string().min(1) }),
  node(
    'kafkaSink',
    {
      /** Knows the author's line. */
      callSite: functionNumber,
      topic: functionNumber.optional(),
      key: functionNumber.optional(),
      value: functionNumber.optional(),
      headers: functionNumber.optional(),
      timestamp: functionNumber.optional(),
    },
    {
      bootstrapServers: z.string().min(1),
      topic: z.string().min(1).optional(),
      deliveryGuarantee: z.enum(['NONE', 'AT_LEAST_ONCE', 'EXACTLY_ONCE']),
      transactionalIdPrefix: z.string().min(1).optional(),
      format: FormatPlan,
      properties,
    },
  ),
  /** `prefix` may be empty. */
  node('print', {}, { prefix: z.string() }),
  node('discard', {}, {}),
]);
export type PlanNode = z.infer<typeof PlanNode>;
export type Op = PlanNode['op'];
export type NodeOf<O extends Op> = Extract<PlanNode, { op: O }>;

export const RestartStrategyPlan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('fixedDelay'),
    attempts: z.number().int().positive(),
    delayMs: milliseconds,
  }),
  z.strictObject({
    kind: z.literal('exponentialDelay'),
    initialBackoffMs: positiveMilliseconds,
    maxBackoffMs: positiveMilliseconds,
    backoffMultiplier: z.number().min(1),
    resetBackoffThresholdMs: positiveMilliseconds,
  }),
]);
export type RestartStrategyPlan = z.infer<typeof RestartStrategyPlan>;

export const SettingsPlan = z.strictObject({
  parallelism: parallelism.optional(),
  maxParallelism: parallelism.optional(),
  /** False: each operator is a chain of its own. */
  operatorChaining: z.boolean().optional(),
  objectReuse: z.boolean(),
  /** How often watermarks are sent; 0: never before the input ends. */
  autoWatermarkIntervalMs: milliseconds.optional(),
  /** As for a node; -1: until the buffer is full. */
  bufferTimeoutMs: z.number().int().min(-1).optional(),
  /** One call of a function may run this long before the watchdog stops it. */
  functionTimeoutMs: positiveMilliseconds,
  checkpointing: z
    .strictObject({
      intervalMs: positiveMilliseconds,
      mode: z.enum(['EXACTLY_ONCE', 'AT_LEAST_ONCE']),
      timeoutMs: positiveMilliseconds,
      minPauseMs: milliseconds,
      maxConcurrent: z.number().int().min(1).optional(),
      unaligned: z.boolean().optional(),
      tolerableFailures: z.number().int().nonnegative(),
      retention: z.enum(['DELETE_ON_CANCELLATION', 'RETAIN_ON_CANCELLATION']),
    })
    .optional(),
  restartStrategy: RestartStrategyPlan.optional(),
});
export type SettingsPlan = z.infer<typeof SettingsPlan>;

export const FunctionPlan = z.strictObject({
  /** How the runtime wraps it: `map`, `aggregate`, … */
  kind: z.string(),
  /** The node it runs in. */
  node: z.number().int().nonnegative(),
  /** A digest of its source text (of its class and own properties for an instance): another text is another job. */
  digest: z.string(),
});
export type FunctionPlan = z.infer<typeof FunctionPlan>;

export const Plan = z.strictObject({
  version: z.literal(PLAN_VERSION),
  job: z.string().min(1),
  settings: SettingsPlan,
  functions: z.array(FunctionPlan),
  nodes: z.array(PlanNode).min(1),
});
export type Plan = z.infer<typeof Plan>;

/** What travels with a plan so that evaluating the module again, elsewhere and later, builds the same graph. */
export const Submission = z.strictObject({
  /** What `Date.now()` says while the module and its build function run, in ms since 1970. */
  time: z.number().int(),
  /** Seeds `Math.random()` while the module and its build function run. */
  seed: z.number().int(),
  /** The arguments that the build function gets. */
  args: z.record(z.string(), z.json()),
});
export type Submission = z.infer<typeof Submission>;
