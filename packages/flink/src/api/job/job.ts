import { Graph } from '../graph/graph.js';
import { StreamExecutionEnvironment } from './environment.js';
import { watched } from './planning.js';

/** A job's arguments: JSON values by name. */
export type JobArgs = Record<string, unknown>;

/** What `defineJob` returns, and a job's module exports as its default. */
export class JobDefinition<Args extends object = JobArgs> {
  constructor(
    readonly name: string,
    private readonly build: (env: StreamExecutionEnvironment, args: Args) => void,
  ) {}

  /**
   * Runs the build function: once in Node, for the plan, and once in each task thread, for the functions.
   * @throws Error for a graph that no cluster should get.
   */
  buildGraph(args: JobArgs): Graph {
    const graph = new Graph();
    const listener = globalThis.__planning;
    const given = (listener ? watched(args, listener) : args) as Args;
    const result: unknown = this.build(new StreamExecutionEnvironment(graph), given);
    if (result instanceof Promise) {
      throw new TypeError(
        `the build function of job "${this.name}" is async: what it awaits never becomes part of the graph`,
      );
    }
    graph.validate();
    listener?.built(graph.sites.map((site) => site.stack()));
    return graph;
  }
}

/**
 * Defines a job. `build` describes the graph by calling `env`; it runs in Node and again on the cluster, so it must
 * build the same graph for the same arguments. (`Date.now()` and `Math.random()` give it the same values again.)
 *
 * ```ts
 * export default defineJob('large-payments', (env) => {
 *   env.fromSource(payments, WatermarkStrategy.noWatermarks(), 'payments')
 *     .filter((payment) => payment.amount > 100)
 *     .sinkTo(largePayments);
 * });
 * ```
 * @typeParam Args the arguments that the build function reads, as a type or an interface. What is given and never read is
 *   refused at submission.
 */
export function defineJob<Args extends object = JobArgs>(
  name: string,
  build: (env: StreamExecutionEnvironment, args: Args) => void,
): JobDefinition<Args> {
  if (typeof name !== 'string' || name.trim() === '') throw new TypeError('defineJob: a name is expected first');
  if (typeof build !== 'function') throw new TypeError(`defineJob("${name}"): a build function is expected second`);
  return new JobDefinition(name, build);
}
