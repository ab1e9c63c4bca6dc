/** What can be said about a handed-in file before anything reads it as a program. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Mistake } from './verdict.js';

/** Whether the file imports the lesson's solution. */
export function importsSolution(file: string): boolean {
  if (!existsSync(file)) return false;
  return /(?:from|import)\s*\(?\s*['"](?:[^'"]*\/)?solution(?:\.[jt]s)?['"]/.test(readFileSync(file, 'utf8'));
}

/** Why there is nothing to grade. */
export function whyUnreadable(file: string): Mistake | undefined {
  const advice = '"npm run reset" followed by the lesson brings the starter back.';
  if (!existsSync(file)) return { hint: 'missing-file', message: `There is no file ${path.basename(file)}.`, advice };
  if (readFileSync(file, 'utf8').trim() !== '') return undefined;
  return { hint: 'empty-file', message: `${path.basename(file)} is empty.`, advice };
}
