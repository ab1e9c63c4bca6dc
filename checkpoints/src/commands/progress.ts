/** `npm run progress`: a table of all lessons. */
import { readSettings } from '@workbook/services';
import { listLessons } from '../lessons.js';
import { nextUnsolved, readProgress } from '../progress.js';
import { lessonStates, progressTable } from '../progress-table.js';
import { painter } from '../report.js';
import { jsonOption, learnersCommand, print, printJson, runCommand } from './command-line.js';

const command = learnersCommand('progress', 'Shows how far you are: lessons, tasks, and what comes next.', [
  ['', 'the table'],
  ['json', 'the same for a program'],
])
  .addOption(jsonOption())
  .allowExcessArguments(false)
  .action((options: { json?: boolean }) => {
    const progress = readProgress(readSettings().home);
    const states = lessonStates(listLessons(), progress);
    if (options.json) return printJson({ next: nextUnsolved(progress)?.slug, lessons: states });
    for (const line of progressTable(states, painter(process.stdout))) print(line);
  });

await runCommand(command);
