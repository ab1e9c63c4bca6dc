/** What to do after a check: one or two sentences, a line each. */

import path from 'node:path';
import { displayPath } from '@workbook/terminal';
import type { Verdict } from '../grading/verdict.js';
import { type Lesson, listLessons } from '../lessons/lessons.js';
import { readProgress } from '../progress/progress.js';

export function nextStep(verdict: Verdict, lesson: Lesson, home: string): string {
  const name = `lesson-${lesson.number}`;
  if (!verdict.passed) {
    const again = `Next: change ${displayPath(verdict.file)} and run "npm run check ${name}" again.`;
    return verdict.target === 'starter' ? `${again}\nStuck? npm run hint ${name}` : again;
  }
  if (verdict.target === 'solution') return 'This was the solution; your own file is graded without the word.';
  if (verdict.importsSolution) return 'Your file imports the solution, so the lesson does not count as solved yet.';
  const following = listLessons().find(({ number }) => number > lesson.number);
  if (!following) {
    const progress = readProgress(home);
    const open = listLessons().filter(({ slug }) => slug !== lesson.slug && !progress[slug]?.solvedAt);
    const numbers = open.map(({ number }) => number).join(', ');
    return `That was the last lesson.${numbers && ` Not solved yet: ${numbers}.`}`;
  }
  return `Next: lesson ${following.number}, ${displayPath(path.join(following.folder, 'lesson.ipynb'))}`;
}
