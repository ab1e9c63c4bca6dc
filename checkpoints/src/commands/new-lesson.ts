/** `npm run new-lesson flink-joins`: for authors. Lays out a lesson's folder and its gate, with a task of each kind to replace. */

import { displayPath, print } from '@workbook/terminal';
import { listLessons } from '../lessons/lessons.js';
import { createLesson, readTitle } from '../lessons/new-lesson.js';
import { jsonOption, learnersCommand, printJson, runCommand } from './command-line.js';

const command = learnersCommand('new-lesson', 'For authors: lays out a new lesson, which its own check can grade.', [
  ['flink-joins', 'after the last lesson'],
  ['7 flink-joins', 'as lesson 7'],
])
  .argument('<words...>', 'its number, if it is not the last, and its name')
  .addOption(jsonOption())
  .action((words: string[], options: { json?: boolean }) => {
    const { number, slug } = readTitle(words, listLessons());
    const { folder, gate } = createLesson(number, slug);
    if (options.json) return printJson({ number, slug, folder, gate });
    print(`Lesson ${number} is in ${displayPath(folder)}, its right and wrong solutions in ${displayPath(gate)}`);
    print(`It works as it is: "npm run check ${number}" finds the Todo, "npm run check ${number} solution" passes.`);
    print('It has a task that computes, one on Kafka and one with a Flink job: keep what your lesson needs.');
    print(`Now write: the notebook, the tasks, the hints. "npm run gate ${number}" says what is still missing.`);
    print(`Whenever starter.ts is as learners shall find it: npm run gate ${number} keep-starter`);
  });

await runCommand(command);
