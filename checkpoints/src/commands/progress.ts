/** `npm run progress`: a table of all lessons. */

import { readSettings } from '@workbook/services';
import { displayPath, painter, print } from '@workbook/terminal';
import { listLessons } from '../lessons/lessons.js';
import { damagedFile, keptFolder, nextUnsolved, readProgress } from '../progress/progress.js';
import { lessonStates, progressTable } from '../report/progress-table.js';
import { jsonOption, learnersCommand, printJson, runCommand } from './command-line.js';

const command = learnersCommand('progress', 'Shows how far you are: lessons, tasks, and what comes next.', [
  ['', 'the table'],
  ['json', 'the same for a program'],
])
  .addOption(jsonOption())
  .allowExcessArguments(false)
  .action((options: { json?: boolean }) => {
    const { home } = readSettings();
    const progress = readProgress(home);
    const damaged = damagedFile(home);
    if (damaged) process.stderr.write(`${whatToDo(damaged, home)}\n`);
    const states = lessonStates(listLessons(), progress);
    if (options.json) return printJson({ next: nextUnsolved(progress)?.slug, lessons: states });
    for (const line of progressTable(states, painter(process.stdout), process.stdout.columns || undefined)) print(line);
  });

function whatToDo(file: string, home: string): string {
  return `${displayPath(file)} can't be understood, so no lesson counts as solved. Mend it, or go on: the next check begins a new one, and keeps this one in ${displayPath(keptFolder(home))}.`;
}

await runCommand(command);
