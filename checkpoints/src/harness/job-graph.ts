/** What the graph of a learner's job tells before it runs: nobody needs to wait for what can never come. */
import type { Plan, PlanNode } from '@workbook/flink';
import { fail } from './mistakes.js';

/** The nodes that records pass on their way to a node, the nearest first. */
export function upstream(nodes: readonly PlanNode[], node: PlanNode): PlanNode[] {
  return node.inputs.flatMap((id) => {
    const input = nodes[id];
    return input ? [input, ...upstream(nodes, input)] : [];
  });
}

/**
 * Refuses a job that does not read the topic, or only what comes after its start: the check sends its records before.
 *
 * @param expected the topic's name
 * @throws TaskMistake `source-missing` or `starts-at-end`
 */
export function expectSource(nodes: readonly PlanNode[], what: string, expected: string): void {
  const sources = nodes.filter((node) => node.op === 'kafkaSource');
  const source = sources.find(({ params }) => params.topics?.includes(expected) ?? params.topicPattern !== undefined);
  if (!source) {
    const got = sources.flatMap(({ params }) => params.topics ?? []);
    fail('source-missing', { message: `The job does not read the topic of ${what}.`, expected, got });
  }
  const { startingOffsets } = source.params;
  const atTheEnd =
    startingOffsets.kind === 'latest' || ('reset' in startingOffsets && startingOffsets.reset === 'latest');
  if (atTheEnd) {
    fail('starts-at-end', {
      message: `"${source.name}" starts at the end of the topic, so it never sees the ${what} that are there already.`,
      expected: 'the first record that is in the topic',
      got: `startingOffsets: ${startingOffsets.kind === 'latest' ? 'latest()' : 'the end, where the group has no commit'}`,
    });
  }
}

/** Whether all records take one way, so that none overtakes another: every operator has a single subtask. */
export function keepsOrder({ nodes, settings }: Pick<Plan, 'nodes' | 'settings'>): boolean {
  return (settings.parallelism ?? 1) === 1 && nodes.every(({ parallelism = 1 }) => parallelism === 1);
}

/** How many task slots a job takes: its operators share them, but for those of another slot sharing group. */
export function slotsOf({ nodes, settings }: Pick<Plan, 'nodes' | 'settings'>): number {
  const widest = new Map<string, number>();
  for (const { parallelism = settings.parallelism ?? 1, slotSharingGroup = 'default' } of nodes) {
    widest.set(slotSharingGroup, Math.max(parallelism, widest.get(slotSharingGroup) ?? 0));
  }
  return [...widest.values()].reduce((sum, slots) => sum + slots, 0);
}
