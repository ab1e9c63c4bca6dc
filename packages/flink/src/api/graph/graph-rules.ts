/** What only the whole graph shows: checked when the build function has returned. */
import { OPERATORS } from '../../plan/operators.js';
import type { PlanNode, SettingsPlan } from '../../plan/plan.js';
import { isEndless } from '../../plan/subtasks.js';
import type { CallSite } from './call-site.js';

/** A graph, and where each of its nodes was added. */
interface BuiltGraph {
  nodes: readonly PlanNode[];
  sites: readonly CallSite[];
  settings: SettingsPlan;
}

/** @throws Error for a graph that no cluster should get; its stack is that of the call which added the node at fault. */
export function validateGraph(graph: BuiltGraph): void {
  const { nodes } = graph;
  if (nodes.length === 0) throw new Error('the job is empty: begin with env.fromSource(…) or env.fromData(…)');
  if (!nodes.some((node) => OPERATORS[node.op].is === 'sink')) {
    throw new Error('the job has no sink, so nobody would see its results: end a stream with .sinkTo(…) or .print()');
  }
  requireUniqueUids(graph);
  requireEqualParallelism(graph);
  requireTransactionsThatEnd(graph);
  requireAlignedPartitions(graph);
  requireNoCheckpointsBeforeTheEnd(graph);
}

function mistake({ sites }: BuiltGraph, node: PlanNode, message: string): Error {
  const error = new Error(message);
  const frames = sites[node.id]?.stack().split('\n').slice(1) ?? [];
  error.stack = [`Error: ${message}`, ...frames].join('\n');
  return error;
}

function requireUniqueUids(graph: BuiltGraph): void {
  const owners = new Map<string, PlanNode>();
  for (const node of graph.nodes) {
    const owner = node.uid === undefined ? undefined : owners.get(node.uid);
    if (owner) {
      throw mistake(
        graph,
        node,
        `the uid "${node.uid}" is given to "${owner.name}" and to "${node.name}": a uid names one operator`,
      );
    }
    if (node.uid !== undefined) owners.set(node.uid, node);
  }
}

/** On both sides of `forward()`, as far as the job says it: the rest is the cluster's. */
function requireEqualParallelism(graph: BuiltGraph): void {
  for (const forward of graph.nodes) {
    const from = graph.nodes[forward.inputs[0] ?? -1];
    if (forward.op !== 'forward' || from === undefined) continue;
    for (const to of graph.nodes.filter(({ inputs }) => inputs.includes(forward.id))) {
      const [before, after] = [from, to].map((node) => node.parallelism ?? graph.settings.parallelism);
      if (before === undefined || after === undefined || before === after) continue;
      throw mistake(
        graph,
        forward,
        `"${from.name}" has a parallelism of ${before} and "${to.name}" of ${after}: forward() needs the same on both sides; rescale() and rebalance() don't`,
      );
    }
  }
}

/** Exactly once is a transaction for each checkpoint: without one its records would stay invisible. */
function requireTransactionsThatEnd(graph: BuiltGraph): void {
  const owners = new Map<string, PlanNode>();
  for (const node of graph.nodes) {
    if (node.op !== 'kafkaSink' || node.params.deliveryGuarantee !== 'EXACTLY_ONCE') continue;
    const { transactionalIdPrefix = '', bootstrapServers } = node.params;
    if (!graph.settings.checkpointing && graph.nodes.some(isEndless)) {
      throw mistake(
        graph,
        node,
        `"${node.name}" writes exactly once, which it commits with each checkpoint, and this job takes none: call env.enableCheckpointing(…)`,
      );
    }
    const owner = owners.get(`${bootstrapServers} ${transactionalIdPrefix}`);
    if (owner) {
      throw mistake(
        graph,
        node,
        `"${owner.name}" and "${node.name}" have the transactionalIdPrefix "${transactionalIdPrefix}", and would end each other's transactions: give each sink one of its own`,
      );
    }
    owners.set(`${bootstrapServers} ${transactionalIdPrefix}`, node);
  }
}

/** As Flink does: records that a checkpoint stored on their way could not be given to other subtasks after rescaling. */
function requireAlignedPartitions(graph: BuiltGraph): void {
  const custom = graph.nodes.find(({ op }) => op === 'partitionCustom');
  if (!custom || !graph.settings.checkpointing?.unaligned) return;
  throw mistake(
    graph,
    custom,
    'partitionCustom() does not go with unaligned checkpoints: Flink could not rescale such a job. Leave one of the two out',
  );
}

/** Flink sorts the input of such a window first, and fails at the first checkpoint, again after each restart. */
function requireNoCheckpointsBeforeTheEnd(graph: BuiltGraph): void {
  const atEnd = graph.nodes.find(
    (node) => (node.op === 'window' || node.op === 'windowAll') && node.params.trigger?.kind === 'endOfStream',
  );
  if (!atEnd || !graph.settings.checkpointing) return;
  throw mistake(
    graph,
    atEnd,
    `"${atEnd.name}" fires at the end of its input, and Flink sorts that input, which does not go with checkpoints: leave out env.enableCheckpointing(…), or use an event-time window as long as the input`,
  );
}
