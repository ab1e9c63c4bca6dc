/** Lessons to try commands on: a learner's own files are not for tests. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LESSONS_FOLDER, type Lesson, listLessons, REPOSITORY } from '../dist/lessons/lessons.js';

export interface LessonsCopy {
  /** What `WORKBOOK_LESSONS` is set to. */
  folder: string;
  lessons: Lesson[];
  remove(): void;
}

/** Copies lessons with untouched starters into the repository, where the packages are found; git ignores the place. */
export function copyLessons(...numbers: number[]): LessonsCopy {
  const parent = path.join(REPOSITORY, 'checkpoints', 'dist');
  mkdirSync(parent, { recursive: true });
  const folder = path.join(mkdtempSync(path.join(parent, 'copied-')), 'lessons');
  for (const { name, folder: from } of listLessons().filter(({ number }) => numbers.includes(number))) {
    // The authors' gate, at work in another process, lays such files there and takes them away again.
    const filter = (file: string) => !path.basename(file).startsWith('.gate-');
    cpSync(from, path.join(folder, name), { recursive: true, filter });
  }
  cpSync(path.join(LESSONS_FOLDER, 'todo.ts'), path.join(folder, 'todo.ts'));
  const config = { extends: path.join(REPOSITORY, 'tsconfig.base.json'), compilerOptions: { noEmit: true } };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const lessons = listLessons(folder);
  for (const { pristine, starter } of lessons) cpSync(pristine, starter);
  return { folder, lessons, remove: () => rmSync(path.dirname(folder), { recursive: true, force: true }) };
}

/** Leaves a new lesson with the first task of the template, which needs no services. */
export function keepPureTask({ checkpoint }: Lesson): void {
  const [head = '', , ...rest] = readFileSync(checkpoint, 'utf8').split(/^(?=task\('[23]\. )/m);
  if (rest.length !== 1) throw new Error(`${checkpoint} does not have the three tasks of the template.`);
  writeFileSync(checkpoint, head.replace(/needs: \[.*\],/, 'needs: [],').replace(/ {2}topics: \{.*?\n {2}\},\n/s, ''));
}

/** Makes lesson 1's starter the solution, but for task 3, which never ends: a check of it is stopped in its middle for certain. */
export function hangInTaskThree({ solution, starter }: Lesson): void {
  const right = readFileSync(solution, 'utf8');
  const hanging = right.replace(
    /export async function sendOrder\([^{]*\{/,
    (head) => `${head}\n  await new Promise(() => undefined);`,
  );
  if (hanging === right) throw new Error(`${solution} has no sendOrder to change.`);
  writeFileSync(starter, hanging);
}
