/** What a lesson is called: the heading of its notebook. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Lesson } from './lessons.js';

const known = new Map<string, { changedAt: number; title: string }>();

/** `Lesson 3: consumer groups` is called "consumer groups"; without a notebook, a lesson is called by its slug. */
export function lessonTitle(lesson: Lesson): string {
  const notebook = path.join(lesson.folder, 'lesson.ipynb');
  const changedAt = statSync(notebook, { throwIfNoEntry: false })?.mtimeMs;
  if (changedAt === undefined) return spoken(lesson.slug);
  const before = known.get(notebook);
  if (before?.changedAt === changedAt) return before.title;
  const title = headingOf(notebook) ?? spoken(lesson.slug);
  known.set(notebook, { changedAt, title });
  return title;
}

const spoken = (slug: string) => slug.replaceAll('-', ' ');

function headingOf(notebook: string): string | undefined {
  try {
    const { cells } = JSON.parse(readFileSync(notebook, 'utf8')) as { cells: { source: string | string[] }[] };
    const first = cells[0]?.source ?? '';
    return /^# Lesson \d+: *(.+)$/m.exec(Array.isArray(first) ? first.join('') : first)?.[1]?.trim();
  } catch {
    return undefined;
  }
}
