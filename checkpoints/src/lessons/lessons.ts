/** The lessons: every folder `lessons/NN-slug` is one; there is no list elsewhere. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nearest } from '@workbook/terminal';

export const REPOSITORY = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
/** `WORKBOOK_LESSONS` names another folder of lessons, which must lie in the repository for their imports to be found. */
export const LESSONS_FOLDER = path.resolve(process.env.WORKBOOK_LESSONS || path.join(REPOSITORY, 'lessons'));
export const GATE_FOLDER = path.join(REPOSITORY, 'checkpoints', 'gate');

export interface Lesson {
  number: number;
  /** The folder's name without its number. Progress is kept under it. */
  slug: string;
  /** `01-kafka-producer`. */
  name: string;
  folder: string;
  starter: string;
  solution: string;
  checkpoint: string;
  /** The starter as it was before anybody worked on it; beside it, so that its imports hold. */
  pristine: string;
  /** The hints that `npm run hint` gives, task by task. */
  hints: string;
  /** The folder of the right and wrong solutions. */
  gate: string;
}

/** A command named a lesson that does not exist. */
export class UnknownLessonError extends Error {
  override readonly name = 'UnknownLessonError';
}

export function listLessons(folder: string = LESSONS_FOLDER): Lesson[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d+-/.test(entry.name))
    .map((entry) => lessonOf(folder, entry.name))
    .sort((a, b) => a.number - b.number);
}

/** @param name the folder's, such as `01-kafka-producer` */
export function lessonOf(parent: string, name: string, gates: string = GATE_FOLDER): Lesson {
  const folder = path.join(parent, name);
  return {
    number: Number.parseInt(name, 10),
    slug: name.replace(/^\d+-/, ''),
    name,
    folder,
    starter: path.join(folder, 'starter.ts'),
    solution: path.join(folder, 'solution.ts'),
    checkpoint: path.join(folder, 'checkpoint.test.ts'),
    pristine: path.join(folder, '.starter.ts'),
    hints: path.join(folder, 'hints.md'),
    gate: path.join(gates, name),
  };
}

/**
 * The lesson that `1`, `01`, `lesson-1`, `lesson-01`, `kafka-producer`, `01-kafka-producer` or a file of it means.
 *
 * @param otherWords what else could have been meant in this place, such as `solution`
 * @throws UnknownLessonError that names the nearest
 */
export function findLesson(
  typed: string,
  lessons: readonly Lesson[] = listLessons(),
  otherWords: readonly string[] = [],
): Lesson {
  const words = typed.toLowerCase().replace(/^(?:.*\/)?lessons\/([^/]+).*$/, '$1');
  const numbered = /^(?:lesson[-_ ]?)?0*(\d+)$/.exec(words);
  const found = numbered
    ? lessons.find((lesson) => lesson.number === Number(numbered[1]))
    : lessons.find((lesson) => [lesson.slug, lesson.name].includes(words));
  if (found) return found;
  const known = lessons.map((lesson) => `lesson-${lesson.number} (${lesson.slug})`).join(', ');
  const close = numbered ? undefined : meant(words, lessons, otherWords);
  const guess = close ? `Did you mean ${close}?` : `There are ${known}.`;
  throw new UnknownLessonError(`There is no lesson "${typed}". ${guess}`);
}

/** What was probably meant, in words. */
function meant(typed: string, lessons: readonly Lesson[], otherWords: readonly string[]): string | undefined {
  const candidates = new Map([
    ...lessons.flatMap((lesson) =>
      namesOf(lesson).map((name) => [name, `lesson-${lesson.number} (${lesson.slug})`] as const),
    ),
    ...otherWords.map((word) => [word, `"${word}"`] as const),
  ]);
  return candidates.get(nearest(typed, candidates.keys()) ?? '');
}

const namesOf = ({ slug, name, number }: Lesson) => [slug, name, `lesson-${number}`];
