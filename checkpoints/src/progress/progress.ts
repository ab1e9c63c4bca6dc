/**
 * How far a learner has come: `progress.json` in the workbook's state folder, by slug, so that renumbering a lesson or
 * updating the workbook loses nothing.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Verdict } from '../grading/verdict.js';
import { type Lesson, listLessons } from '../lessons/lessons.js';
import { holding } from './file-lock.js';
import { keepVerdict } from './last-verdict.js';

const LessonProgress = z.object({
  /** When all tasks passed for the first time, ISO 8601. */
  solvedAt: z.string().optional(),
  /** The last check of the learner's own file. */
  check: z.object({ at: z.string(), passed: z.number(), tasks: z.number(), open: z.number().optional() }).optional(),
  /** How many of a task's hints were shown, by the task's number. */
  hints: z.record(z.string(), z.number()).optional(),
});
/** What is known of one lesson. `check.open` is the number of the first task that did not pass. */
export type LessonProgress = z.infer<typeof LessonProgress>;
export type Progress = Record<string, LessonProgress>;

const fileOf = (home: string) => path.join(home, 'progress.json');
/** Where copies of what the learner had are kept. */
export const keptFolder = (home: string) => path.join(home, 'kept');

/** What is known, by slug. An entry that can't be read counts as none; so does a file that can't be read. */
export function readProgress(home: string): Progress {
  const entries = Object.entries(readEntries(home) ?? {}).map(
    ([slug, entry]) => [slug, LessonProgress.safeParse(entry)] as const,
  );
  return Object.fromEntries(entries.flatMap(([slug, { data }]) => (data ? [[slug, data]] : [])));
}

/** The file of progress, if there is one that can't be understood. */
export function damagedFile(home: string): string | undefined {
  return readEntries(home) ? undefined : fileOf(home);
}

function readEntries(home: string): Record<string, unknown> | undefined {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(fileOf(home), 'utf8')));
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? {} : undefined;
  }
}

/** Keeps the verdict on the learner's file, its outcome, and the day on which a lesson was solved for the first time. */
export function recordCheck(home: string, verdict: Verdict, at: Date = new Date()): void {
  if (verdict.target !== 'starter') return;
  keepVerdict(home, verdict, at);
  if (verdict.tasks.length === 0) return;
  const open = verdict.tasks.findIndex(({ state }) => state !== 'passed') + 1;
  change(home, verdict.lesson, (before) => ({
    ...before,
    solvedAt: before.solvedAt ?? (verdict.passed && !verdict.importsSolution ? at.toISOString() : undefined),
    check: {
      at: at.toISOString(),
      passed: verdict.tasks.filter(({ state }) => state === 'passed').length,
      tasks: verdict.tasks.length,
      open: open > 0 ? open : undefined,
    },
  }));
}

/** Remembers that this many of a task's hints were shown. */
export function recordHints(home: string, slug: string, task: number, shown: number): void {
  change(home, slug, (before) => ({ ...before, hints: { ...before.hints, [task]: shown } }));
}

/** Reads, changes and writes while no other command does; entries that are not understood stay as they are. */
function change(home: string, slug: string, edit: (before: LessonProgress) => LessonProgress): void {
  const file = fileOf(home);
  mkdirSync(home, { recursive: true });
  holding(`${file}.lock`, () => {
    const entries = readEntries(home) ?? putAside(home);
    const draft = `${file}.${process.pid}`;
    const after = edit(LessonProgress.safeParse(entries[slug]).data ?? {});
    try {
      writeFileSync(draft, `${JSON.stringify({ ...entries, [slug]: after }, null, 2)}\n`);
      renameSync(draft, file);
    } finally {
      rmSync(draft, { force: true });
    }
  });
}

/** Keeps a file that can't be understood where its owner finds it, and begins a new one. */
function putAside(home: string): Record<string, unknown> {
  mkdirSync(keptFolder(home), { recursive: true });
  renameSync(
    fileOf(home),
    path.join(keptFolder(home), `progress-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.json`),
  );
  return {};
}

/** The first lesson that is not solved; undefined when all are. */
export function nextUnsolved(progress: Progress, lessons: readonly Lesson[] = listLessons()): Lesson | undefined {
  return lessons.find(({ slug }) => !progress[slug]?.solvedAt);
}
