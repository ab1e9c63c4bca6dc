/** In the place of a page: what its address names is not there. */
import type { Problem } from '../../api/problem.js';
import { ProblemNote } from './problem-note.js';

export function NotThere({ problem, list, all }: { problem: Problem; list: string; all: string }) {
  return (
    <>
      <ProblemNote problem={problem} />
      <p>
        <a href={list}>{all}</a> has what there is. If it should be there by now, load this page again.
      </p>
    </>
  );
}
