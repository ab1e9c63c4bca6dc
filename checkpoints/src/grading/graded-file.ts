/** What can be said about a handed-in file before anything reads it as a program. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Lesson } from '../lessons/lessons.js';
import type { Mistake } from './verdict.js';

/** Whether the file imports the lesson's solution. */
export function importsSolution(file: string): boolean {
  if (!existsSync(file)) return false;
  return /(?:from|import)\s*\(?\s*['"](?:[^'"]*\/)?solution(?:\.[jt]s)?['"]/.test(readFileSync(file, 'utf8'));
}

/** Why there is nothing to grade. */
export function whyUnreadable(file: string): Mistake | undefined {
  const advice = '"npm run reset" followed by the lesson brings the starter back.';
  if (!existsSync(file)) return { id: 'missing-file', message: `There is no file ${path.basename(file)}.`, advice };
  if (readFileSync(file, 'utf8').trim() !== '') return undefined;
  return { id: 'empty-file', message: `${path.basename(file)} is empty.`, advice };
}

/**
 * Why no task of the starter can pass, whatever services run: nobody has written anything into it.
 *
 * @returns the mistake, at the first place that is to do; undefined if the file was changed
 */
export function whyUnstarted({ number, starter, pristine }: Lesson): Mistake | undefined {
  if (!existsSync(pristine) || !readFileSync(starter).equals(readFileSync(pristine))) return undefined;
  const lines = readFileSync(starter, 'utf8').split('\n');
  const first = lines.findIndex((line) => line.includes('new Todo('));
  return {
    id: 'todo',
    message: `${path.basename(starter)} is as it was in the beginning: every task is still to do.`,
    place: first < 0 ? undefined : { file: starter, line: first + 1 },
    advice: `Replace this line. "npm run hint lesson-${number}" helps with it.`,
  };
}
