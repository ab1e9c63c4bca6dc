/** In the place of a page: what its address names is not there. */
import type { Problem } from '../../api/problem.js';
import { ProblemNote } from './problem-note.js';

interface Props {
  problem: Problem;
  /** The address of the list of such things, and its name. */
  list: string;
  all: string;
  /** The page goes on looking: it may come. */
  isExpected?: boolean;
}

export function NotThere({ problem, list, all, isExpected }: Props) {
  return (
    <>
      <ProblemNote problem={problem} />
      <p>
        <a href={list}>{all}</a> has what there is.{' '}
        {isExpected
          ? 'This page shows it as soon as it is there.'
          : 'If it should be there by now, load this page again.'}
      </p>
    </>
  );
}
