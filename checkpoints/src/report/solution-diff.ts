/** The learner's file beside the lesson's solution. */

import { existsSync, readFileSync } from 'node:fs';
import { counted, displayPath, formatDay, type Paint } from '@workbook/terminal';
import { formatPatch, structuredPatch } from 'diff';
import type { Lesson } from '../lessons/lessons.js';
import type { LessonProgress } from '../progress/progress.js';

export interface SolutionDiff {
  lesson: string;
  number: number;
  /** Absolute. */
  file: string;
  solution: string;
  solvedAt?: string;
  /** Of the last check; undefined where there was none. */
  passed?: number;
  tasks?: number;
  /** A unified diff from the learner's file to the solution; empty when they are the same. */
  diff: string;
}

const CONTEXT_LINES = 3;

export function diffWithSolution(lesson: Lesson, { solvedAt, check }: LessonProgress): SolutionDiff {
  const { slug, number, starter, solution } = lesson;
  const own = existsSync(starter) ? readFileSync(starter, 'utf8') : '';
  const names = [displayPath(starter), displayPath(solution)] as const;
  const patch = structuredPatch(...names, own, readFileSync(solution, 'utf8'), '', '', { context: CONTEXT_LINES });
  const diff = patch.hunks.length === 0 ? '' : formatPatch(patch);
  return { lesson: slug, number, file: starter, solution, solvedAt, passed: check?.passed, tasks: check?.tasks, diff };
}

/** The lines that show it: yours with a minus, the solution's with a plus. */
export function diffPanel(result: SolutionDiff, paint: Paint): string[] {
  const { number, file, solution, diff } = result;
  const names = `${paint('red', `- ${displayPath(file)}`)}\n${paint('green', `+ ${displayPath(solution)}`)}`;
  const head = [paint('bold', `Lesson ${number}: your file and the solution`), whetherPassed(result), ''];
  if (diff === '') return [...head, 'They are the same, letter by letter.'];
  const [, , , ...lines] = diff.trimEnd().split('\n');
  return [
    ...head,
    names,
    ...lines.filter((line) => !line.startsWith('\\')).map((line) => painted(line, paint)),
    '',
    paint('dim', 'The solution is one way among several: the check takes every file that does what the tasks ask for.'),
  ];
}

function painted(line: string, paint: Paint): string {
  if (line.startsWith('@@')) return paint('cyan', line);
  if (line.startsWith('-')) return paint('red', line);
  return line.startsWith('+') ? paint('green', line) : line;
}

function whetherPassed({ number, solvedAt, passed, tasks }: SolutionDiff): string {
  if (solvedAt) return `The check has passed: you solved it on ${formatDay(new Date(solvedAt))}.`;
  if (tasks === undefined) return `The check has not passed yet: it was never run. (npm run check lesson-${number})`;
  if (passed === tasks) return 'The check passed with the solution imported, so the lesson does not count as solved.';
  return `The check has not passed yet: ${passed} of ${counted(tasks, 'task')}. A hint tells less: npm run hint lesson-${number}`;
}
