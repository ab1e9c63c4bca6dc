/** `npm run solution lesson-1`: compares the learner's file with the solution. It changes and opens nothing. */

import { readSettings } from '@workbook/services';
import { painter, print } from '@workbook/terminal';
import { findLesson, UnknownLessonError } from '../lessons/lessons.js';
import { readProgress } from '../progress/progress.js';
import { diffPanel, diffWithSolution } from '../report/solution-diff.js';
import { jsonOption, learnersCommand, printJson, runCommand } from './command-line.js';

const command = learnersCommand(
  'solution',
  "Shows how your file differs from a lesson's solution, and changes nothing.",
  [['lesson-4', 'your lines with -, those of the solution with +']],
)
  .argument('[lesson]', 'lesson-4, 4, 04 or flink-map-filter')
  .addOption(jsonOption())
  .allowExcessArguments(false)
  .action((word: string | undefined, options: { json?: boolean }) => {
    if (word === undefined) throw new UnknownLessonError('Which lesson? For example: npm run solution lesson-1');
    const lesson = findLesson(word);
    const result = diffWithSolution(lesson, readProgress(readSettings().home)[lesson.slug] ?? {});
    if (options.json) return printJson(result);
    for (const line of diffPanel(result, painter(process.stdout))) print(line);
  });

await runCommand(command);
