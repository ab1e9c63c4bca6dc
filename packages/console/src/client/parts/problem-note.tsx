/** A problem in words, with the command that mends it. */
import type { Problem } from '../../api/problem.js';
import { Command } from './command.js';
import { formatClock } from './format.js';

export function ProblemNote({ problem, since }: { problem: Problem; since?: string }) {
  return (
    <div class="note note-problem" role="status">
      <p>
        <strong>{problem.problem}</strong> {problem.remedy}
        {problem.command && (
          <>
            {' '}
            Mend it with <Command text={problem.command} />
          </>
        )}
      </p>
      {since && (
        <p>What you see is old: it was read at {formatClock(Date.parse(since))}. This page goes on by itself.</p>
      )}
    </div>
  );
}
