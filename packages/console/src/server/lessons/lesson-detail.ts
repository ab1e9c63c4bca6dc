/** One lesson as the page shows it, read from where the learner's own commands keep it. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import {
  type Lesson,
  lessonStates,
  lessonTitle,
  listLessons,
  nextUnsolved,
  readHints,
  readLastVerdict,
  readProgress,
  taskTitles,
} from '@workbook/checkpoints/standing';
import type { Settings } from '@workbook/services';
import type { LessonDetail, LessonList } from '../../api/lessons.js';
import type { CheckRunner } from './check-runner.js';
import { verdictView } from './verdict-view.js';

export function lessonList({ home }: Settings, runner: CheckRunner): LessonList {
  const lessons = listLessons();
  const progress = readProgress(home);
  const rows = lessonStates(lessons, progress);
  return {
    lessons: lessons.map((lesson, index) => {
      const { state = 'not begun', ...row } = rows[index] ?? {};
      const { passed, tasks, checkedAt, solvedAt } = row as Partial<(typeof rows)[number]>;
      const { number, slug } = lesson;
      return { number, slug, title: lessonTitle(lesson), state, passed, tasks, checkedAt, solvedAt };
    }),
    next: nextUnsolved(progress, lessons)?.slug,
    checking: runner.busyWith,
  };
}

export function lessonDetail(lesson: Lesson, { home, repository }: Settings, runner: CheckRunner): LessonDetail {
  const { number, slug } = lesson;
  const progress = readProgress(home);
  const kept = readLastVerdict(home, slug);
  const [row] = lessonStates([lesson], progress);
  const savedAt = statSync(lesson.starter, { throwIfNoEntry: false })?.mtime.toISOString();
  return {
    number,
    slug,
    title: lessonTitle(lesson),
    state: row?.state ?? 'not begun',
    solvedAt: row?.solvedAt,
    starter: path.relative(repository, lesson.starter),
    tasks: tasksOf(lesson, progress[slug]?.hints ?? {}),
    last: kept && {
      at: kept.at,
      verdict: verdictView(kept.verdict, repository),
      outdated: kept.verdict.savedAt !== savedAt,
    },
    check: runner.view(slug),
    busyWith: runner.busyWith === slug ? undefined : runner.busyWith,
  };
}

function tasksOf(lesson: Lesson, shown: Readonly<Record<string, number>>): LessonDetail['tasks'] {
  const hints = readHints(lesson);
  return taskTitles(readFileSync(lesson.checkpoint, 'utf8')).map((title, index) => ({
    title,
    hintsShown: shown[index + 1] ?? 0,
    hints: hints.find((task) => task.title === title)?.steps.length ?? 0,
  }));
}
