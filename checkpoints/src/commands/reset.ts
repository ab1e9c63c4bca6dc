/** `npm run reset lesson-1`: brings a lesson's starter back. The learner's file is kept aside. */

import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '@workbook/services';
import { displayPath, print } from '@workbook/terminal';
import { findLesson, type Lesson, UnknownLessonError } from '../lessons/lessons.js';
import { keptFolder } from '../progress/progress.js';
import { jsonOption, learnersCommand, printJson, runCommand } from './command-line.js';

const command = learnersCommand('reset', "Brings a lesson's starter back, and keeps a copy of your file.", [
  ['lesson-4', 'start the lesson again'],
])
  .argument('[lesson]', 'lesson-4, 4, 04 or flink-map-filter')
  .addOption(jsonOption())
  .allowExcessArguments(false)
  .action((word: string | undefined, options: { json?: boolean }) => {
    if (word === undefined) throw new UnknownLessonError('Which lesson? For example: npm run reset lesson-1');
    const lesson = findLesson(word);
    const kept = isUntouched(lesson) ? undefined : keep(lesson, readSettings().home);
    restore(lesson);
    if (options.json) return printJson({ lesson: lesson.slug, file: lesson.starter, kept });
    if (kept) print(`Your file is kept as ${displayPath(kept)}`);
    print(`${displayPath(lesson.starter)} is as it was in the beginning.`);
  });

function isUntouched({ starter, pristine }: Lesson): boolean {
  return !existsSync(starter) || readFileSync(starter).equals(readFileSync(pristine));
}

function keep({ starter, slug }: Lesson, home: string): string {
  const folder = keptFolder(home);
  mkdirSync(folder, { recursive: true });
  const kept = path.join(folder, `${slug}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.ts`);
  copyFileSync(starter, kept);
  return kept;
}

function restore({ starter, pristine }: Lesson): void {
  const draft = `${starter}.${process.pid}`;
  try {
    copyFileSync(pristine, draft);
    renameSync(draft, starter);
  } finally {
    rmSync(draft, { force: true });
  }
}

await runCommand(command);
