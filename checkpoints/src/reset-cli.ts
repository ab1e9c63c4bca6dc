/** `npm run reset lesson-1`: brings a lesson's starter back. The learner's file is kept aside. */
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { describeFailure, readSettings } from '@workbook/services';
import { findLesson, UnknownLessonError } from './lessons.js';
import { displayPath } from './report.js';

function main([word]: readonly string[]): void {
  if (word === undefined) throw new UnknownLessonError('Which lesson? For example: npm run reset lesson-1');
  const lesson = findLesson(word);
  if (existsSync(lesson.starter)) {
    const folder = path.join(readSettings().home, 'kept');
    mkdirSync(folder, { recursive: true });
    const kept = path.join(folder, `${lesson.slug}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.ts`);
    copyFileSync(lesson.starter, kept);
    process.stdout.write(`Your file is kept as ${displayPath(kept)}.\n`);
  }
  const draft = `${lesson.starter}.${process.pid}`;
  copyFileSync(lesson.pristine, draft);
  renameSync(draft, lesson.starter);
  process.stdout.write(`${displayPath(lesson.starter)} is as it was in the beginning.\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
