/** A new lesson's files: the template's, a lesson that works, with a task of each kind for the author to replace. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GATE_FOLDER, LESSONS_FOLDER, type Lesson, lessonOf, REPOSITORY, UnknownLessonError } from './lessons.js';

const TEMPLATE = path.join(REPOSITORY, 'checkpoints', 'template');
const TODO = path.join(REPOSITORY, 'lessons', 'todo.js');

/**
 * The number and name that an author has typed: `7 flink-joins`, `flink-joins`, `07-flink-joins`.
 * @throws UnknownLessonError if the name can't be one, or a lesson has it or the number already
 */
export function readTitle(words: readonly string[], lessons: readonly Lesson[]): { number: number; slug: string } {
  const [, digits, slug] = /^(?:(\d{1,2})[- ])?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(words.join(' ')) ?? [];
  if (!slug) {
    throw new UnknownLessonError(
      `"${words.join(' ')}" is no name for a lesson. It needs small letters and hyphens, for example: npm run new-lesson flink-joins`,
    );
  }
  const number = digits === undefined ? Math.max(0, ...lessons.map((lesson) => lesson.number)) + 1 : Number(digits);
  const taken = lessons.find((lesson) => lesson.number === number || lesson.slug === slug);
  if (taken) throw new UnknownLessonError(`There is a lesson ${taken.number} already, ${taken.slug}.`);
  return { number, slug };
}

/**
 * Writes the lesson's folder and its gate.
 * @throws Error if one of them is there already, or can't be written: then nothing is left of it
 */
export function createLesson(number: number, slug: string, lessons = LESSONS_FOLDER, gates = GATE_FOLDER): Lesson {
  const name = `${String(number).padStart(2, '0')}-${slug}`;
  const lesson = lessonOf(lessons, name, gates);
  const taken = [lesson.folder, lesson.gate].find((folder) => existsSync(folder));
  if (taken) throw new Error(`${taken} is there already.`);
  mkdirSync(lesson.folder);
  try {
    copyTemplate('lesson', lesson.folder, lesson);
    copyTemplate('gate', lesson.gate, lesson);
    keepStarter(lesson);
    return lesson;
  } catch (error) {
    for (const folder of [lesson.folder, lesson.gate]) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Makes the starter, as it is now, the one that learners begin with and `reset` brings back. */
export function keepStarter({ starter, pristine }: Lesson): void {
  cpSync(starter, pristine);
}

/** Whether the starter is another than the one that learners begin with: an author has changed it, or a learner. */
export function isStarterChanged({ starter, pristine }: Lesson): boolean {
  return existsSync(starter) && existsSync(pristine) && !readFileSync(starter).equals(readFileSync(pristine));
}

function copyTemplate(part: 'lesson' | 'gate', to: string, lesson: Lesson): void {
  const from = path.join(TEMPLATE, part);
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' }).filter((file) => path.extname(file))) {
    const [source, target] = [path.join(from, name), path.join(to, name)];
    mkdirSync(path.dirname(target), { recursive: true });
    const text = named(readFileSync(source, 'utf8'), lesson);
    writeFileSync(target, path.extname(name) === '.ts' ? moved(text, source, target, lesson) : text);
  }
}

/** The text with the lesson's own number, title and folder. */
function named(text: string, { number, slug, folder }: Lesson): string {
  const words = { number: String(number), title: slug.replaceAll('-', ' '), folder: posix(REPOSITORY, folder) };
  return text.replace(/\{\{(number|title|folder)\}\}/g, (_, word: keyof typeof words) => words[word]);
}

/** The program with its imports of files that lie elsewhere now: seen from the template, and from the lesson. */
function moved(program: string, source: string, target: string, { folder }: Lesson): string {
  return program.replace(/ from '(\.[^']+)';/g, (_, specifier: string) => {
    const file = path.resolve(path.dirname(source), specifier);
    const inLesson = path.relative(path.join(TEMPLATE, 'lesson'), file);
    const now = file === TODO ? path.join(path.dirname(folder), 'todo.js') : path.join(folder, inLesson);
    const found = posix(path.dirname(target), now);
    return ` from '${found.startsWith('.') ? found : `./${found}`}';`;
  });
}

function posix(from: string, to: string): string {
  return path.relative(from, to).split(path.sep).join('/');
}
