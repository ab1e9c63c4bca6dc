/** The mistake behind a grading process that did not come to its end. */
import type { GradingEnd } from './grading-process.js';
import type { Mistake } from './verdict.js';

export function mistakeAtTheEnd(end: Exclude<GradingEnd, { how: 'done' }>): Mistake {
  return end.how === 'stuck' ? stuckMistake(end) : crashMistake(end.code, end.words);
}

function stuckMistake({ deadlineMs, place }: Extract<GradingEnd, { how: 'stuck' }>): Mistake {
  return {
    id: 'endless-loop',
    message: `Your code did not come back within ${deadlineMs / 1000} s and was ended: a loop that never ends?`,
    place,
    advice: 'A while loop needs a condition that becomes false, or an await that lets others work.',
  };
}

function crashMistake(code: number | null, words: string): Mistake {
  if (/heap out of memory|Allocation failed/.test(words)) {
    return {
      id: 'out-of-memory',
      message: 'Your code used all of its memory and was ended.',
      advice: 'Look for an array or a text that grows without end.',
    };
  }
  return {
    id: 'crash',
    message: `The process that ran your code ended early (${code === null ? 'killed' : `exit code ${code}`}).`,
    advice:
      words === ''
        ? 'It printed nothing, so your code may have nothing to do with it: a busy machine starts slowly. Run the check again.'
        : 'Look at what it printed, below.',
  };
}
