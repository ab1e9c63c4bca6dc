/** Node and each task thread evaluate the same module: a graph that differs is another job. */
import type { Plan, PlanNode } from '../plan/plan.js';
import { canonicalText } from './state/keys.js';

/**
 * Compares what this evaluation built with what was submitted.
 * @throws Error that names the first difference
 */
export function requireSamePlan(submitted: Plan, built: Plan): void {
  const difference = findDifference(submitted, built);
  if (!difference) return;
  throw new Error(
    `the module built another graph on the cluster than when it was submitted: ${difference}. A job's graph may depend on its arguments, on Date.now() and on Math.random(), which are the same here, and on nothing else`,
  );
}

function findDifference(submitted: Plan, built: Plan): string | undefined {
  for (let i = 0; i < Math.max(submitted.nodes.length, built.nodes.length); i++) {
    const [then, now] = [submitted.nodes[i], built.nodes[i]];
    if (!then || !now) return `it had ${submitted.nodes.length} nodes and has ${built.nodes.length} now`;
    for (const field of new Set([...Object.keys(then), ...Object.keys(now)]) as Set<keyof PlanNode>) {
      const [a, b] = [canonicalText(then[field]), canonicalText(now[field])];
      if (a !== b) return `node ${i} ("${then.name}") had ${field} ${shorten(a)}, and has ${shorten(b)} now`;
    }
  }
  for (let i = 0; i < Math.max(submitted.functions.length, built.functions.length); i++) {
    const [then, now] = [submitted.functions[i], built.functions[i]];
    if (!then || !now) return `it had ${submitted.functions.length} functions and has ${built.functions.length} now`;
    const operator = submitted.nodes[then.node]?.name;
    if (then.kind !== now.kind || then.node !== now.node) return `function ${i} of "${operator}" was a ${then.kind}`;
    if (then.digest !== now.digest) return `the ${then.kind} function of "${operator}" is another one now`;
  }
  const [a, b] = [canonicalText(submitted.settings), canonicalText(built.settings)];
  return a === b ? undefined : `its settings were ${shorten(a)}, and are ${shorten(b)} now`;
}

function shorten(text: string | undefined): string {
  if (text === undefined) return 'none';
  return text.length <= 120 ? text : `${text.slice(0, 120)}…`;
}
