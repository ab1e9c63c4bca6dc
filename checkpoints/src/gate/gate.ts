/**
 * The authors' gate: proof that a lesson judges fairly. The untouched starter fails as unfinished, the solution and every
 * other right way pass, and each wrong solution fails in the task and as the mistake that it declares.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '@workbook/services';
import type { CheckOptions } from '../grading/attempt.js';
import { check } from '../grading/check.js';
import { firstMistake, type Verdict } from '../grading/verdict.js';
import { hintGaps } from '../lessons/hints.js';
import type { Lesson } from '../lessons/lessons.js';
import { keepStarter } from '../lessons/new-lesson.js';
import { CHANGE, withChangedSolution } from './gate-change.js';

export const LEAST_WRONG = 5;
export const LEAST_RIGHT = 2;
/** How many cases are graded side by side: half of a check is waiting. */
export const AT_ONCE = 2;

/** A file that the gate grades, and what must come out. */
export interface GateCase {
  name: string;
  /** A program, or what it changes in the lesson's solution, see `withChangedSolution`. */
  file: string;
  /** Undefined: every task passes. */
  expected?: { id: string; task?: number };
}

/** What must come out of a starter that nobody has worked on. */
const UNFINISHED = { id: 'todo', task: 1 } as const;

/** What is missing in a lesson's folder or its gate, as sentences. */
export function gaps(lesson: Lesson): string[] {
  const files = [lesson.pristine, lesson.solution, lesson.checkpoint];
  const missing = files.filter((file) => !existsSync(file)).map((file) => `${path.basename(file)} is missing`);
  const wrong = filesIn(lesson, 'wrong').length;
  const right = filesIn(lesson, 'right').length;
  return [
    ...missing,
    ...hintGaps(lesson),
    ...(wrong < LEAST_WRONG ? [`${wrong} wrong solutions, at least ${LEAST_WRONG} are needed`] : []),
    ...(right < LEAST_RIGHT ? [`${right} other right solutions, at least ${LEAST_RIGHT} are needed`] : []),
  ];
}

export function gateCases(lesson: Lesson): GateCase[] {
  return [
    { name: 'the untouched starter', file: lesson.pristine, expected: UNFINISHED },
    { name: 'the solution', file: lesson.solution },
    ...filesIn(lesson, 'right').map((file) => ({ name: `right: ${path.parse(file).name}`, file })),
    ...filesIn(lesson, 'wrong').map((file) => ({
      name: `wrong: ${path.parse(file).name}`,
      file,
      expected: declaredMistake(file),
    })),
  ];
}

function filesIn({ gate }: Lesson, folder: 'right' | 'wrong'): string[] {
  const parent = path.join(gate, folder);
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((name) => ['.ts', CHANGE].includes(path.extname(name)))
    .sort()
    .map((name) => path.join(parent, name));
}

/**
 * A wrong solution begins with words that say `@mistake no-key` and `@task 1`.
 * @throws Error for a file that declares nothing
 */
export function declaredMistake(file: string): { id: string; task: number } {
  const text = readFileSync(file, 'utf8');
  const id = /@mistake ([\w-]+)/.exec(text)?.[1];
  const task = /@task (\d+)/.exec(text)?.[1];
  if (!id || !task)
    throw new Error(`${file} does not declare its mistake: "@mistake id" and "@task number" are needed.`);
  return { id, task: Number(task) };
}

/** Grades one case, as far as its first mistake. Returns what is wrong with the outcome, or undefined. */
export async function judge(
  settings: Settings,
  lesson: Lesson,
  gateCase: GateCase,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { file, expected } = gateCase;
  const grade = (graded: string) => gradeFile({ settings, lesson, file: graded, untilMistake: true, signal });
  const verdict = path.extname(file) === CHANGE ? await withChangedSolution(lesson, file, grade) : await grade(file);
  return verdict ? complaint(verdict, expected) : 'does not fit solution.ts any more: write it anew with "diff -u"';
}

async function gradeFile(options: Omit<CheckOptions, 'target'>): Promise<Verdict> {
  const { verdict, tidy } = await check({ ...options, target: 'file' });
  await tidy;
  return verdict;
}

/**
 * Makes the starter, as it is now, the one that learners begin with: if each task fails as unfinished.
 * @returns why it does not
 */
export async function takeStarter(
  settings: Settings,
  lesson: Lesson,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const verdict = await gradeFile({ settings, lesson, file: lesson.starter, signal });
  const problem = complaint(verdict, UNFINISHED) ?? begunIn(verdict);
  if (!problem) keepStarter(lesson);
  return problem;
}

/** What a task does besides to say that it is still to do; undefined where none does anything. */
function begunIn({ tasks, seed }: Verdict): string | undefined {
  const begun = tasks.find(({ mistake }) => mistake?.id !== 'todo');
  if (!begun) return undefined;
  const { title, mistake } = begun;
  const what = mistake ? `failed with ${mistake.id}: ${mistake.message}` : 'passed';
  return `should fail every task as todo, but "${title}" ${what} (seed ${seed})`;
}

function complaint(verdict: Verdict, expected: GateCase['expected']): string | undefined {
  const mistake = firstMistake(verdict);
  const seed = `seed ${verdict.seed}`;
  if (!expected) {
    return verdict.passed ? undefined : `should pass, but: ${mistake?.id}: ${mistake?.message} (${seed})`;
  }
  if (verdict.passed) return `should fail as ${expected.id}, but passed (${seed})`;
  const task = verdict.tasks.findIndex(({ state }) => state === 'failed') + 1;
  if (mistake?.id === expected.id && (expected.task === undefined || task === expected.task)) return undefined;
  return (
    `should fail task ${expected.task} as ${expected.id}, but failed task ${task} with ` +
    `${mistake?.id}: ${mistake?.message} (${seed})`
  );
}
