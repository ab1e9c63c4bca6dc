/** What only the whole graph shows: checked when the build function has returned. */
import type { Op, PlanNode, SettingsPlan } from '../plan.js';

const SINKS = new Set<Op>(['kafkaSink', 'print', 'discard']);

/** @throws Error for a graph that no cluster should get: no source, no sink, a uid given twice, an impossible `forward()`. */
export function validateGraph({ nodes, settings }: { nodes: readonly PlanNode[]; settings: SettingsPlan }): void {
  if (nodes.length === 0) throw new Error('the job is empty: begin with env.fromSource(…) or env.fromData(…)');
  if (!nodes.some((node) => SINKS.has(node.op))) {
    throw new Error('the job has no sink, so nobody would see its results: end a stream with .sinkTo(…) or .print()');
  }
  requireUniqueUids(nodes);
  requireEqualParallelism(nodes, settings);
}

function requireUniqueUids(nodes: readonly PlanNode[]): void {
  const owners = new Map<string, PlanNode>();
  for (const node of nodes) {
    const owner = node.uid === undefined ? undefined : owners.get(node.uid);
    if (owner) {
      throw new Error(
        `the uid "${node.uid}" is given to "${owner.name}" and to "${node.name}": a uid names one operator`,
      );
    }
    if (node.uid !== undefined) owners.set(node.uid, node);
  }
}

/** On both sides of `forward()`, as far as the job says it: the rest is the cluster's. */
function requireEqualParallelism(nodes: readonly PlanNode[], settings: SettingsPlan): void {
  for (const forward of nodes) {
    const from = nodes[forward.inputs[0] ?? -1];
    if (forward.op !== 'forward' || from === undefined) continue;
    for (const to of nodes.filter(({ inputs }) => inputs.includes(forward.id))) {
      const [before, after] = [from, to].map((node) => node.parallelism ?? settings.parallelism);
      if (before === undefined || after === undefined || before === after) continue;
      throw new Error(
        `"${from.name}" has a parallelism of ${before} and "${to.name}" of ${after}: forward() needs the same on both sides; rescale() and rebalance() don't`,
      );
    }
  }
}
