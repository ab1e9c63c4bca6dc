/** The graph under construction: the plan's nodes, and the functions that the plan names by number. */

import { PLAN_VERSION } from '../../plan/names.js';
import { type FunctionKind, OPERATORS, type RoleOf } from '../../plan/operators.js';
import type { FunctionPlan, NodeOf, Op, Plan, PlanNode, SettingsPlan } from '../../plan/plan.js';
import { RichFunction } from '../functions/functions.js';
import { CallSite } from './call-site.js';
import { functionDigest } from './function-digest.js';
import { validateGraph } from './graph-rules.js';
import { refuseClass, refusePlainFunction } from './instance-rules.js';
import { authorsFunctions, calledByAuthor } from './wrapped.js';

/** A function given to an operator, with what the runtime must know to wrap it. */
export interface GraphFunction {
  /** How the runtime wraps it. */
  kind: FunctionKind;
  /** The id of the node it runs in. */
  node: number;
  fn: object;
}

/** The functions of a node by their role in the plan, one or a list. Those that are undefined the node has not. */
export type NodeFunctions<O extends Op> = O extends Op
  ? { [Role in RoleOf<O>]?: object | readonly object[] | undefined }
  : never;

export class Graph {
  readonly nodes: PlanNode[] = [];
  readonly functions: GraphFunction[] = [];
  readonly settings: SettingsPlan = { objectReuse: false, functionTimeoutMs: 5000 };
  /** Where each node was added, for a mistake that only the whole graph shows. */
  readonly sites: CallSite[] = [];

  /** Adds a node; its functions get the next numbers. */
  add<O extends Op>(
    op: O,
    inputs: readonly PlanNode[],
    name: string,
    functions: NodeFunctions<O>,
    params: NodeOf<O>['params'],
  ): NodeOf<O> {
    const id = this.nodes.length;
    const { is, roles, instances } = OPERATORS[op];
    const numbers: Record<string, number | number[]> = {};
    for (const [role, given] of Object.entries<object | undefined>(functions)) {
      const kind = roles[role];
      if (given === undefined || !kind) continue;
      const number = (fn: object) => {
        refusePlainFunction(instances?.[role], fn);
        return this.register(kind, id, fn);
      };
      numbers[role] = Array.isArray(given) ? given.map(number) : number(given);
    }
    const from = inputs.map((input) => input.id);
    const node = { id, op, is, inputs: from, name, functions: numbers, params } as unknown as NodeOf<O>;
    this.nodes.push(node);
    this.sites.push(new CallSite());
    return node;
  }

  private register(kind: FunctionKind, node: number, fn: object): number {
    for (const own of authorsFunctions(fn)) {
      const called = calledByAuthor(fn)?.replace('()', '') ?? shown(kind);
      refuseClass(own);
      refuseAsync(called, own);
      refuseRich(kind, own);
      if (typeof own !== 'function' && this.functions.some((other) => authorsFunctions(other.fn).includes(own))) {
        throw new TypeError(
          `one instance of ${own.constructor.name} is given to two operators, and they would share its fields: create one for each`,
        );
      }
    }
    return this.functions.push({ kind, node, fn }) - 1;
  }

  /** @throws Error for a graph that no cluster should get. */
  validate(): void {
    validateGraph(this);
  }
}

/** An async function returns before it has an answer: to Flink, a promise is a record like any other. */
function refuseAsync(called: string, fn: object): void {
  const own = typeof fn === 'function' ? [fn as CallableFunction] : methodsOf(fn);
  const culprit = own.find((f) => /^Async(Generator)?Function$/.test(f.constructor.name));
  if (!culprit) return;
  const name = culprit.name === '' || culprit.name === called ? '' : ` ${culprit.name}`;
  throw new TypeError(
    `the ${called} function${name} is async, and a task thread can't wait for a promise: make it synchronous, or call the service through Async I/O`,
  );
}

/** The functions without a life cycle or state of their own: before an exchange, or inside Flink's windows. */
const NEVER_OPENED: ReadonlySet<FunctionKind> = new Set(['key', 'partition', 'reduce', 'aggregate', 'sessionGap']);

function refuseRich(kind: FunctionKind, fn: object): void {
  if (!NEVER_OPENED.has(kind) || !(fn instanceof RichFunction)) return;
  throw new TypeError(
    `the ${kind} function ${fn.constructor.name} can't be a rich function: its open() would never be called. Extend no RichFunction, or do the work in a process function`,
  );
}

/** As the author calls it: `asyncResponse` is given as `response`. */
function shown(kind: FunctionKind): string {
  if (kind === 'keyedReduce') return 'reduce';
  if (kind === 'processWindow' || kind === 'processAllWindow') return 'window';
  return kind.replace(/^(?:async|retry|sink)([A-Z])/, (_, first: string) => first.toLowerCase());
}

function methodsOf(instance: object): CallableFunction[] {
  const methods: CallableFunction[] = [];
  for (let p = instance; p && p !== Object.prototype; p = Object.getPrototypeOf(p)) {
    for (const { value } of Object.values(Object.getOwnPropertyDescriptors(p))) {
      if (typeof value === 'function') methods.push(value);
    }
  }
  return methods;
}

/** The graph as the plan that is sent to Flink. */
export function toPlan(job: string, graph: Graph): Plan {
  return {
    version: PLAN_VERSION,
    job,
    settings: graph.settings,
    functions: graph.functions.map(({ kind, node, fn }): FunctionPlan => ({ kind, node, digest: functionDigest(fn) })),
    nodes: graph.nodes,
  };
}
