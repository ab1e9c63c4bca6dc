/** Mistakes that only the whole graph shows. Flink would accept these plans, and records would be lost without a word. */
import type { NodeOf, Op, Plan, PlanNode } from '../plan.js';
import { JobPlanError } from './errors.js';
import { displayPath } from './source-positions.js';

interface CheckOptions {
  findMissingTopics?: (topics: string[], bootstrapServers: string) => Promise<string[]>;
}

/** @throws JobPlanError that names the operators */
export async function checkPlan(plan: Plan, jobFile: string, options: CheckOptions): Promise<void> {
  const mistakes = [...unreadSideOutputs(plan), ...withoutTimestamps(plan), ...(await missingTopics(plan, options))];
  if (mistakes.length === 0) return;
  throw new JobPlanError(
    `The job "${plan.job}" in ${displayPath(jobFile)} can't work; nothing was submitted.\n${mistakes.map((m) => `- ${m}`).join('\n')}`,
    'build',
  );
}

const isOp =
  <O extends Op>(op: O) =>
  (node: PlanNode): node is NodeOf<O> =>
    node.op === op;

function unreadSideOutputs(plan: Plan): string[] {
  const readers = new Set(plan.nodes.flatMap((node) => node.inputs));
  const outputs = plan.nodes.filter(isOp('sideOutput'));
  const unread = outputs
    .filter((node) => !readers.has(node.id))
    .map(
      (node) =>
        `The side output "${node.params.tag}" is taken from "${plan.nodes[node.inputs[0] ?? -1]?.name}" and then not read: give it a sink.`,
    );
  const lost = plan.nodes
    .filter((node) => node.op === 'window' || node.op === 'windowAll')
    .filter(({ id, params }) => {
      const taken = outputs.some((node) => node.inputs.includes(id) && node.params.tag === params.lateTag);
      return params.lateTag !== undefined && !taken;
    })
    .map(
      ({ name, params }) =>
        `"${name}" sends late records to the side output "${params.lateTag}", and nobody reads it: call getSideOutput(…) on its result.`,
    );
  return [...unread, ...lost];
}

/** Event-time windows over records that have no timestamp: Flink fails with the first of them. */
function withoutTimestamps(plan: Plan): string[] {
  const mistakes: string[] = [];
  for (const node of plan.nodes) {
    if (node.op !== 'window' && node.op !== 'windowAll') continue;
    const { assigner } = node.params;
    if (assigner.kind === 'global' || assigner.time !== 'event') continue;
    for (const source of untimedSources(plan, node)) {
      mistakes.push(
        `"${node.name}" groups by event time, and the records of "${source.name}" have no timestamps: give them some with assignTimestampsAndWatermarks(…) before the window.`,
      );
    }
  }
  return mistakes;
}

/** The `fromData` nodes whose records come to a node without a timestamp. */
function untimedSources(plan: Plan, node: PlanNode): PlanNode[] {
  return node.inputs.flatMap((id) => {
    const input = plan.nodes[id];
    if (!input || input.op === 'window' || input.op === 'windowAll') return [];
    if ('timestamp' in input.functions && input.functions.timestamp !== undefined) return [];
    return input.op === 'fromData' ? [input] : untimedSources(plan, input);
  });
}

async function missingTopics(plan: Plan, { findMissingTopics }: CheckOptions): Promise<string[]> {
  if (!findMissingTopics) return [];
  const users = new Map<string, Map<string, string>>();
  for (const node of plan.nodes) {
    if (node.op !== 'kafkaSource' && node.op !== 'kafkaSink') continue;
    const topics =
      node.op === 'kafkaSource' ? (node.params.topics ?? []) : node.params.topic ? [node.params.topic] : [];
    const broker = users.get(node.params.bootstrapServers) ?? new Map<string, string>();
    for (const topic of topics) broker.set(topic, node.name);
    users.set(node.params.bootstrapServers, broker);
  }
  const mistakes: string[] = [];
  for (const [broker, topics] of users) {
    for (const topic of await findMissingTopics([...topics.keys()], broker)) {
      mistakes.push(`There is no topic "${topic}" on ${broker}; "${topics.get(topic)}" uses it.`);
    }
  }
  return mistakes;
}
