import { StreamExecutionEnvironment } from './environment.js';
import { Graph } from './graph.js';

/** A job's arguments: JSON values by name. */
export type JobArgs = Record<string, unknown>;

/** What `defineJob` returns, and a job's module exports as its default. */
export class JobDefinition<Args extends JobArgs = JobArgs> {
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
    const result: unknown = this.build(new StreamExecutionEnvironment(graph), args as Args);
    if (result instanceof Promise) {
      throw new TypeError(
        `the build function of job "${this.name}" is async: what it awaits never becomes part of the graph`,
      );
    }
    graph.validate();
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
 */
export function defineJob<Args extends JobArgs = JobArgs>(
  name: string,
  build: (env: StreamExecutionEnvironment, args: Args) => void,
): JobDefinition<Args> {
  if (typeof name !== 'string' || name.trim() === '') throw new TypeError('defineJob: a name is expected first');
  if (typeof build !== 'function') throw new TypeError(`defineJob("${name}"): a build function is expected second`);
  return new JobDefinition(name, build);
}
