/** Progress as a table: one row a lesson, with a word beside each sign. */

import path from 'node:path';
import { counted, displayPath, type Paint } from '@workbook/terminal';
import { LESSONS_FOLDER, type Lesson } from '../lessons/lessons.js';
import type { Progress } from '../progress/progress.js';

export type LessonState = 'solved' | 'begun' | 'not begun';

export interface LessonRow {
  lesson: string;
  number: number;
  state: LessonState;
  /** Of the last check; undefined where there was none. */
  passed?: number;
  tasks?: number;
  /** ISO 8601. */
  checkedAt?: string;
  solvedAt?: string;
}

const SIGNS: Readonly<Record<LessonState, string>> = { solved: '✔', begun: '◐', 'not begun': '·' };
const GAP = '  ';
const STYLES = { solved: 'green', begun: 'yellow', 'not begun': 'dim' } as const;

export function lessonStates(lessons: readonly Lesson[], progress: Progress): LessonRow[] {
  return lessons.map(({ slug, number }) => {
    const { solvedAt, check } = progress[slug] ?? {};
    const state = solvedAt ? 'solved' : check && check.passed > 0 ? 'begun' : 'not begun';
    return { lesson: slug, number, state, passed: check?.passed, tasks: check?.tasks, checkedAt: check?.at, solvedAt };
  });
}

/** @param columns how wide the terminal is: the last columns of the table are left out where there is no room */
export function progressTable(rows: readonly LessonRow[], paint: Paint, columns = Number.POSITIVE_INFINITY): string[] {
  const cells = fitting([['', 'lesson', '', 'tasks', 'last check', 'solved'], ...rows.map(cellsOf)], columns);
  const widths = widthsOf(cells);
  const [head = '', ...body] = cells.map((row) =>
    `${GAP}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(GAP)}`.trimEnd(),
  );
  const solved = rows.filter(({ state }) => state === 'solved').length;
  const next = rows.find(({ state }) => state !== 'solved');
  return [
    `${solved} of ${counted(rows.length, 'lesson')} solved`,
    '',
    paint('bold', head),
    ...body.map((line, index) => paint(STYLES[rows[index]?.state ?? 'not begun'], line)),
    '',
    next ? `Next: lesson ${next.number}, ${notebookOf(next)}` : 'That is all of them.',
  ];
}

function fitting(cells: string[][], columns: number): string[][] {
  const width = widthsOf(cells).reduce((sum, each) => sum + GAP.length + each, 0);
  return width <= columns
    ? cells
    : fitting(
        cells.map((row) => row.slice(0, -1)),
        columns,
      );
}

function widthsOf(cells: readonly string[][]): number[] {
  return cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
}

const notebookOf = ({ number, lesson }: LessonRow) =>
  displayPath(path.join(LESSONS_FOLDER, `${String(number).padStart(2, '0')}-${lesson}`, 'lesson.ipynb'));

function cellsOf({ state, number, lesson, passed, tasks, checkedAt, solvedAt }: LessonRow): string[] {
  const done = tasks === undefined ? '' : `${passed} of ${tasks}`;
  return [`${SIGNS[state]} ${state}`, `lesson-${number}`, lesson, done, day(checkedAt), day(solvedAt)];
}

/** `2026-11-22 20:15`, in the learner's own time. */
function day(iso: string | undefined): string {
  if (!iso) return '';
  const date = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}
