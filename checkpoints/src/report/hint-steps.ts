/** Which hint comes next for a learner, and how it is shown. */
import { statSync } from 'node:fs';
import { describeFailure } from '@workbook/services';
import type { Paint } from '@workbook/terminal';
import type { Mistake } from '../grading/verdict.js';
import { readHints, STEPS, type TaskHints } from '../lessons/hints.js';
import type { Lesson } from '../lessons/lessons.js';
import { readLastVerdict } from '../progress/last-verdict.js';
import { type LessonProgress, recordHints } from '../progress/progress.js';
import { mistakeLines } from './report.js';
import { wrapMarkdown } from './wrap.js';

/** As wide as reads well, in characters; a narrower terminal breaks the lines sooner. */
const WIDTH = 96;
const INDENT = 2;

/** The hints that a learner has got for a task, the newest last. */
export interface ShownHint {
  lesson: string;
  number: number;
  task: number;
  /** The task's title, with its number. */
  title: string;
  /** Why the task failed in the last check, where the check knew. */
  mistake?: Mistake;
  /** Whether the file was saved since that check. */
  outdated?: boolean;
  /** Markdown, one text a step. */
  hints: string[];
  shown: number;
  /** How many steps are still to come. */
  left: number;
}

/** A lesson has no hints, or none for this task. */
export class NoHintError extends Error {
  override readonly name = 'NoHintError';
}

/**
 * The next step for a task: one more than was shown before, and all that were.
 *
 * @param wanted the task's number; by default the first task that did not pass in the last check
 * @throws NoHintError that says what there is
 */
export function nextHint(lesson: Lesson, progress: LessonProgress, wanted?: number): ShownHint {
  const all = readHints(lesson);
  const task = wanted ?? progress.check?.open ?? 1;
  const hints = all.find((each) => numberOf(each) === task);
  if (!hints) throw new NoHintError(noHint(lesson, all, task));
  const shown = Math.min((progress.hints?.[task] ?? 0) + 1, STEPS.length);
  return {
    lesson: lesson.slug,
    number: lesson.number,
    task,
    title: hints.title,
    hints: hints.steps.slice(0, shown),
    shown,
    left: STEPS.length - shown,
  };
}

/** With what the last check of the learner's file found wrong with the task, if it named a mistake that it knows. */
export function withLastMistake(hint: ShownHint, lesson: Lesson, home: string): ShownHint {
  const verdict = readLastVerdict(home, lesson.slug)?.verdict;
  const mistake = verdict?.mistake ?? verdict?.tasks[hint.task - 1]?.mistake;
  if (!mistake?.advice || mistake.id === 'todo') return hint;
  const savedAt = statSync(lesson.starter, { throwIfNoEntry: false })?.mtime.toISOString();
  if (verdict?.savedAt === savedAt) return { ...hint, mistake, outdated: false };
  // Its line is another one by now.
  return { ...hint, mistake: { ...mistake, place: undefined }, outdated: true };
}

/**
 * Remembers that it was shown. A hint is worth reading also where nothing can be written.
 *
 * @returns what to say about that; nothing if all is well
 */
export function rememberHint(home: string, { lesson, task, shown }: ShownHint): string[] {
  try {
    recordHints(home, lesson, task, shown);
    return [];
  } catch (error) {
    return [`The next call will show the same hint again: ${describeFailure(error)}`];
  }
}

const numberOf = ({ title }: TaskHints) => Number.parseInt(title, 10);

function noHint(lesson: Lesson, all: readonly TaskHints[], task: number): string {
  if (all.length === 0)
    return `Lesson ${lesson.number} has no hints yet. Its check names each mistake with a hint that fits it.`;
  return `Lesson ${lesson.number} has no task ${task}. Its tasks are 1 to ${all.length}.`;
}

/** What a learner does for the next hint, and for the solution. */
export interface WaysOn {
  more: string;
  solution: string;
}

const commandsOf = ({ number, task }: ShownHint): WaysOn => ({
  more: `npm run hint lesson-${number} ${task}`,
  solution: `npm run solution lesson-${number}`,
});

/** The lines that show it: what was read before is dim. */
export function hintPanel(hint: ShownHint, paint: Paint, ways: WaysOn = commandsOf(hint)): string[] {
  const { hints, number, left, mistake, outdated } = hint;
  const width = Math.min(WIDTH, (process.stdout.columns || WIDTH + INDENT) - INDENT);
  const lines = [paint('bold', `Lesson ${number}, task ${hint.title}`)];
  if (mistake) {
    const title = `The last check found${outdated ? ' (your file has changed since)' : ''}:`;
    lines.push('', ...mistakeLines(mistake, title, paint));
  }
  for (const [step, text] of hints.entries()) {
    const newest = step === hints.length - 1;
    const style = (line: string) => (newest || line === '' ? line : paint('dim', line));
    lines.push(
      '',
      paint(newest ? 'yellow' : 'dim', STEPS[step] ?? ''),
      ...wrapMarkdown(text, width).map((line) => style(`${' '.repeat(INDENT)}${line}`.trimEnd())),
    );
  }
  const next =
    left > 0 ? `More of it: ${ways.more} (${left} more).` : `That was all. If it doesn't help: ${ways.solution}`;
  return [...lines, '', paint('dim', next)];
}
