/** Mistakes that only the whole graph shows. Flink would accept these plans, and records would be lost without a word. */

import { eventTimeFindings, type PlanFinding } from '../plan/event-time.js';
import { OPERATORS } from '../plan/operators.js';
import type { NodeOf, Op, Plan, PlanNode } from '../plan/plan.js';
import type { PlanSurroundings } from '../plan/subtasks.js';

export interface CheckOptions extends PlanSurroundings {
  /** What of windows that can never fire: they are refused unless this says otherwise. */
  stalledWindows?: 'refuse' | 'warn';
}

/** What the graph tells, and what is known of its surroundings. */
export function findingsIn(plan: Plan, { stalledWindows, ...surroundings }: CheckOptions = {}): PlanFinding[] {
  const windows = eventTimeFindings(plan, surroundings).map((finding) =>
    finding.stalled && stalledWindows === 'warn' ? { ...finding, certain: false } : finding,
  );
  return [...unreadSideOutputs(plan), ...emptySideOutputs(plan), ...windows];
}

const isOp =
  <O extends Op>(op: O) =>
  (node: PlanNode): node is NodeOf<O> =>
    node.op === op;

/** Side outputs of operators that give nothing to any, or not to this one. */
function emptySideOutputs(plan: Plan): PlanFinding[] {
  return plan.nodes.filter(isOp('sideOutput')).flatMap(({ id, params: { tag }, inputs }): PlanFinding[] => {
    const from = plan.nodes[inputs[0] ?? -1];
    if (!from || OPERATORS[from.op].sideOutputs || from.op === 'kafkaSource') return [];
    const taken = `The side output "${tag}" of "${from.name}" would stay empty`;
    if (from.op !== 'window' && from.op !== 'windowAll') {
      const remedy = 'Take it from the operator whose function calls ctx.output(…), such as a ProcessFunction.';
      return [{ node: id, certain: true, message: `${taken}: this operator gives no record to one. ${remedy}` }];
    }
    const processes = 'processWindow' in from.functions || 'processAllWindow' in from.functions;
    if (processes || from.params.lateTag === tag) return [];
    const remedy = 'For late records call .sideOutputLateData(…) with this tag after .window(…).';
    return [{ node: id, certain: false, message: `${taken}: nothing is sent to it. ${remedy}` }];
  });
}

function unreadSideOutputs(plan: Plan): PlanFinding[] {
  const readers = new Set(plan.nodes.flatMap((node) => node.inputs));
  const outputs = plan.nodes.filter(isOp('sideOutput'));
  const unread = outputs
    .filter((node) => !readers.has(node.id))
    .map(({ id, params, inputs }) => ({
      node: id,
      certain: true,
      message: `The side output "${params.tag}" is taken from "${plan.nodes[inputs[0] ?? -1]?.name}" and then not read: give it a sink.`,
    }));
  const lost = plan.nodes.flatMap((node) =>
    lateTagsOf(node)
      .filter((tag) => !outputs.some(({ inputs, params }) => inputs.includes(node.id) && params.tag === tag))
      .map((tag) => ({
        node: node.id,
        certain: true,
        message: `"${node.name}" sends late records to the side output "${tag}", and nobody reads it: call getSideOutput(…) on its result.`,
      })),
  );
  return [...unread, ...lost];
}

function lateTagsOf({ op, params }: PlanNode): string[] {
  const { lateTags = [] } = OPERATORS[op];
  const tags = Object.entries<unknown>(params).flatMap(([name, tag]) =>
    lateTags.includes(name) && typeof tag === 'string' ? [tag] : [],
  );
  return [...new Set(tags)];
}
