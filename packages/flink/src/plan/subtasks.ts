/** What a plan tells of its subtasks: how many there are, and which of them get no records. */
import { isExchange, OPERATORS } from './operators.js';
import type { NodeOf, Plan, PlanNode } from './plan.js';

/** What of a plan's run is known from elsewhere. */
export interface PlanSurroundings {
  /** For operators that set none. */
  parallelism?: number;
  /** How many partitions a Kafka source reads, by the id of its node. */
  partitions?: ReadonlyMap<number, number>;
}

/** What counts of a plan here. */
type Nodes = Pick<Plan, 'nodes' | 'settings'>;

/** Its records have no end. */
export function isEndless(node: PlanNode): boolean {
  if (node.op === 'kafkaSource') return node.params.stoppingOffsets === undefined;
  return node.op === 'generator' && node.params.count === Number.MAX_SAFE_INTEGER;
}

/** A cluster's own default is not known here; Flink's is 1. */
export function effectiveParallelism(plan: Nodes, node: PlanNode, { parallelism = 1 }: PlanSurroundings): number {
  if (node.parallelism !== undefined) return node.parallelism;
  const { is, singleSubtask, keepsSubtasks } = OPERATORS[node.op];
  if (singleSubtask) return 1;
  if (is === 'output' || keepsSubtasks) {
    const input = plan.nodes[node.inputs[0] ?? -1];
    if (input) return effectiveParallelism(plan, input, { parallelism });
  }
  return plan.settings.parallelism ?? parallelism;
}

/** The Kafka source, with fewer partitions than subtasks, that leaves subtasks of a node without a record. */
export function starvedSource(
  plan: Plan,
  node: PlanNode,
  surroundings: PlanSurroundings,
): NodeOf<'kafkaSource'> | undefined {
  const subtasks = effectiveParallelism(plan, node, surroundings);
  if (node.op === 'kafkaSource') {
    const partitions = surroundings.partitions?.get(node.id);
    return partitions !== undefined && subtasks > partitions ? node : undefined;
  }
  if (isExchange(node.op) || OPERATORS[node.op].singleSubtask) return undefined;
  const inputs = node.inputs.flatMap((id) => plan.nodes[id] ?? []);
  // Between operators with other numbers of subtasks Flink spreads the records.
  if (inputs.some((input) => effectiveParallelism(plan, input, surroundings) !== subtasks)) return undefined;
  const starved = inputs.map((input) => starvedSource(plan, input, surroundings));
  return starved.every(Boolean) ? starved[0] : undefined;
}

/** How many task slots a job takes, and the operator with the most subtasks. */
export interface SlotNeed {
  slots: number;
  /** How many slot sharing groups there are: operators of one share their slots. */
  groups: number;
  widest: PlanNode | undefined;
}

/**
 * As Flink counts: each slot sharing group takes as many slots as its widest operator has subtasks.
 *
 * See https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/operators/overview/#set-slot-sharing-group
 */
export function slotNeed(plan: Nodes, surroundings: PlanSurroundings): SlotNeed {
  const widths = new Map<string, number>();
  let widest: { node: PlanNode; subtasks: number } | undefined;
  for (const node of plan.nodes) {
    if (OPERATORS[node.op].is === 'output' || isExchange(node.op)) continue;
    const subtasks = effectiveParallelism(plan, node, surroundings);
    const group = slotSharingGroup(plan, node);
    widths.set(group, Math.max(subtasks, widths.get(group) ?? 0));
    if (subtasks > (widest?.subtasks ?? 0)) widest = { node, subtasks };
  }
  const slots = [...widths.values()].reduce((sum, width) => sum + width, 0);
  return { slots, groups: widths.size, widest: widest?.node };
}

/** Its own, or that of its inputs where they have the same. */
function slotSharingGroup(plan: Nodes, node: PlanNode): string {
  if (node.slotSharingGroup !== undefined) return node.slotSharingGroup;
  const ofInputs = new Set(
    node.inputs.flatMap((id) => {
      const input = plan.nodes[id];
      return input ? [slotSharingGroup(plan, input)] : [];
    }),
  );
  const [only = 'default'] = ofInputs;
  return ofInputs.size <= 1 ? only : 'default';
}
