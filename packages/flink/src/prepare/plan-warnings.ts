/** What is said of a plan before it runs: what can't work is refused, what is likely wrong is a warning. */

import { escapeText } from '@workbook/terminal';
import { JobPlanError } from '../failures/errors.js';
import type { PlanFinding } from '../plan/event-time.js';
import type { Plan } from '../plan/plan.js';
import { displayPath, formatPosition, type SourcePosition, type SourcePositions } from './source-positions.js';

/** Something in a job that is likely to be wrong, though it was submitted. */
export interface PlanWarning {
  /** The id of the plan's node. */
  node: number;
  /** What is likely to happen, and what to do, as a sentence. */
  message: string;
  /** The author's line. */
  position?: SourcePosition;
}

/** For each node of a plan the author's call that added it. */
export type NodePositions = readonly (SourcePosition | undefined)[];

/** `job.ts:5:12: "counts" may never fire: …`, in one line that can't move a terminal's cursor. */
export function formatWarning({ message, position }: PlanWarning): string {
  return `${position ? `${formatPosition(position)}: ` : ''}${escapeText(message)}`;
}

/** @returns the findings that are not certain */
export function warningsOf(findings: readonly PlanFinding[], positions: NodePositions): PlanWarning[] {
  return eachOnce(
    findings
      .filter(({ certain }) => !certain)
      .map(({ node, message }) => ({ node, message, position: positions[node] })),
  );
}

/** Two sources of the same name may be found to have the same fault, at the same place. */
function eachOnce(warnings: readonly PlanWarning[]): PlanWarning[] {
  const said = new Map(warnings.map((warning) => [formatWarning(warning), warning]));
  return [...said.values()];
}

/** @throws JobPlanError with the author's lines, if one of the findings is certain */
export function refuseCertain(
  plan: Plan,
  findings: readonly PlanFinding[],
  { file, nodes, lines }: { file: string; nodes: NodePositions; lines: SourcePositions },
): void {
  const mistakes = eachOnce(
    findings.filter(({ certain }) => certain).map(({ node, message }) => ({ node, message, position: nodes[node] })),
  );
  const [first] = mistakes;
  if (!first) return;
  const listed = mistakes.map((mistake) => `- ${formatWarning(mistake)}`);
  const at = first.position;
  throw new JobPlanError(
    [
      `The job "${plan.job}" in ${displayPath(file)} can't work; nothing was submitted.`,
      ...listed,
      ...(mistakes.length === 1 && at ? [lines.frame(at) ?? ''] : []),
    ]
      .filter(Boolean)
      .join('\n'),
    'build',
    at,
  );
}
