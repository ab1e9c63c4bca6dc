/** The end of a check of several lessons: one line each. */
import { counted, type Paint } from '@workbook/terminal';
import type { Verdict } from '../grading/verdict.js';

export function manyLines(verdicts: readonly Verdict[], paint: Paint): string[] {
  const solved = verdicts.filter(({ passed }) => passed).length;
  const width = Math.max(...verdicts.map(({ lesson }) => lesson.length));
  const lines = verdicts.map((verdict) => {
    const { lesson, number, passed, tasks } = verdict;
    const sign = paint(passed ? 'green' : 'red', passed ? '✔ passed' : '✘ open  ');
    const done = tasks.filter(({ state }) => state === 'passed').length;
    const count = tasks.length > 0 ? `${done} of ${counted(tasks.length, 'task')}` : 'could not be graded';
    return `  ${sign}  lesson-${number}  ${lesson.padEnd(width)}  ${count}`;
  });
  return [paint('bold', `${solved} of ${counted(verdicts.length, 'lesson')} passed`), ...lines];
}
