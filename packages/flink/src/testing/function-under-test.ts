/** Which operator a function is for, as its class or its methods tell. */
import { AsyncFunction } from '../api/async/http-async-function.js';
import { ProcessAllWindowFunction, ProcessWindowFunction } from '../api/functions/window-functions.js';
import { Graph, type GraphFunction, type NodeFunctions } from '../api/graph/graph.js';
import { spelled } from '../api/spelled.js';
import * as api from '../api.js';
import { OPERATORS } from '../plan/operators.js';
import type { Op } from '../plan/plan.js';

/** The operator, and the role of the function in it. */
type Place = readonly [op: Op, role: string];

/** By the method that the function has; where both are there, without keys and with keys. */
const PLACES: readonly (readonly [method: string, plain: Place, keyed?: Place])[] = [
  ['processElement1', ['coProcess', 'coProcess'], ['keyedCoProcess', 'keyedCoProcess']],
  ['processElement', ['process', 'process'], ['keyedProcess', 'keyedProcess']],
  ['map1', ['coMap', 'coMap']],
  ['flatMap1', ['coFlatMap', 'coFlatMap']],
  ['createAccumulator', ['window', 'aggregate']],
  ['map', ['map', 'map']],
  ['filter', ['filter', 'filter']],
  ['flatMap', ['flatMap', 'flatMap']],
  ['reduce', ['reduce', 'reduce']],
];
const NEEDS_KEYS: readonly Op[] = ['reduce', 'window'];
const KNOWN: ReadonlySet<string> = new Set([
  'windowAll',
  ...PLACES.flatMap(([, plain, withKeys = plain]) => [plain[0], withKeys[0]]),
]);

const taken = new WeakSet<object>();

/**
 * The function as a graph has it, which refuses what no operator can use.
 * @throws TypeError for what is no function that the harness can call
 */
export function functionUnderTest(fn: object, keys: number): { op: Op; graphFunction: GraphFunction } {
  const [op, role] = placeOf(fn, keys > 0);
  if (taken.has(fn)) {
    throw new TypeError(
      `testHarness: this instance of ${named(fn)} was in another harness and brings its fields along: create a new one, as a job does whenever it starts`,
    );
  }
  taken.add(fn);
  return { op, graphFunction: inGraph(op, role, fn) };
}

/** A key selector as a graph has it. */
export function keySelector(fn: object): GraphFunction {
  return inGraph('keyBy', 'key', fn);
}

function inGraph(op: Op, role: string, fn: object): GraphFunction {
  const graph = new Graph();
  // No plan is made of it, so the node's parameters don't matter.
  graph.add(op, [], op, { [role]: fn } as NodeFunctions<Op>, {} as never);
  return graph.functions[0] as GraphFunction;
}

function placeOf(fn: object, keyed: boolean): Place {
  refuseOthers(fn);
  if (fn instanceof ProcessWindowFunction) return ['window', 'processWindow'];
  if (fn instanceof ProcessAllWindowFunction) return ['windowAll', 'processAllWindow'];
  const place = PLACES.find(([method]) => typeof (fn as Record<string, unknown>)[method] === 'function');
  if (!place)
    throw new TypeError(`testHarness: ${named(fn)} has no method that Flink would call, such as map or processElement`);
  const [method, plain, withKeys = plain] = place;
  if (!keyed && NEEDS_KEYS.includes(plain[0])) {
    const what = method === 'reduce' ? 'a reduce function' : 'an aggregate function';
    throw new TypeError(
      `testHarness: ${named(fn)} is ${what}, which works on keys: give a key selector second, testHarness(fn, (record) => …)`,
    );
  }
  return keyed ? withKeys : plain;
}

function refuseOthers(fn: object): void {
  if (typeof fn === 'function') {
    throw new TypeError(
      'testHarness: a bare function does not say whether it maps, filters or reduces: give an object with a method of that name, such as { map: fn } or, of a class, an instance',
    );
  }
  if (typeof fn !== 'object' || fn === null) {
    throw new TypeError(`testHarness: ${spelled(fn)} is no function of Flink's: an instance of one is expected first`);
  }
  if (fn instanceof AsyncFunction) {
    throw new TypeError(
      `testHarness: ${named(fn)} calls a service, which is not part of it: call its request and response functions by yourself`,
    );
  }
  if (extendsAnother(fn) || 'coGroup' in fn) {
    throw new TypeError(
      `testHarness: ${named(fn)} needs Flink, which finds the records that belong together: run the job on a cluster`,
    );
  }
}

/** Whether it extends the class of an operator that there is no place for. */
function extendsAnother(fn: object): boolean {
  const others = Object.entries(OPERATORS).filter(([op]) => !KNOWN.has(op));
  return others
    .flatMap(([, { instances = {} }]) => Object.values(instances))
    .some(([base]) => {
      const type = (api as Record<string, unknown>)[base];
      return typeof type === 'function' && fn instanceof type;
    });
}

function named(fn: object): string {
  return fn.constructor?.name || 'the object';
}
