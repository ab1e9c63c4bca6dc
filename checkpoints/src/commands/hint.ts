/** `npm run hint lesson-1`: helps with the task that is next, a little more each time. */

import { readSettings } from '@workbook/services';
import { painter, print, UsageError } from '@workbook/terminal';
import { findLesson } from '../lessons/lessons.js';
import { nextUnsolved, readProgress } from '../progress/progress.js';
import { hintPanel, nextHint, rememberHint, withLastMistake } from '../report/hint-steps.js';
import { jsonOption, learnersCommand, printJson, runCommand } from './command-line.js';

interface Options {
  json?: boolean;
}

const command = learnersCommand(
  'hint',
  'Helps with the next task of a lesson: what its last check found, then a nudge, then more, then the idea.',
  [
    ['lesson-4', 'the next hint for the task you are at'],
    ['lesson-4 3', 'the next hint for task 3'],
    ['', 'for the lesson you are at'],
  ],
)
  .argument('[lesson]', 'lesson-4, 4, 04 or flink-map-filter')
  .argument('[task]', "the task's number; without it, the first that has not passed")
  .addOption(jsonOption())
  .action((lesson: string | undefined, task: string | undefined, options: Options) => run(lesson, task, options));

function run(lessonWord: string | undefined, taskWord: string | undefined, options: Options): void {
  const { home } = readSettings();
  const progress = readProgress(home);
  const lesson = lessonWord === undefined ? nextUnsolved(progress) : findLesson(lessonWord);
  if (!lesson) throw new UsageError('Every lesson is solved. For a hint all the same, name one: npm run hint lesson-1');
  const next = nextHint(lesson, progress[lesson.slug] ?? {}, readTask(taskWord));
  const hint = withLastMistake(next, lesson, home);
  for (const line of rememberHint(home, hint)) process.stderr.write(`${line}\n`);
  if (options.json) printJson(hint);
  else print(hintPanel(hint, painter(process.stdout)).join('\n'));
}

function readTask(word: string | undefined): number | undefined {
  const number = /^(?:task[-_ ]?)?0*(\d+)$/i.exec(word ?? '')?.[1];
  if (word !== undefined && !number) throw new UsageError(`"${word}" is no task. For example: npm run hint lesson-1 3`);
  return number === undefined ? undefined : Number(number);
}

await runCommand(command);
