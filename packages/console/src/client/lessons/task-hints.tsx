/** The hints for one task, a step at a time: the same steps, and the same memory, as `npm run hint`. */
import { useState } from 'preact/hooks';
import type { Hints } from '../../api/lessons.js';
import type { Problem } from '../../api/problem.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change, problemFrom } from '../parts/server.js';
import { HintText } from './hint-text.js';

interface TaskHintsProps {
  slug: string;
  task: number;
  /** How many were shown before, here or in a terminal. */
  shown: number;
  total: number;
}

export function TaskHints({ slug, task, shown, total }: TaskHintsProps) {
  const [given, setGiven] = useState<Hints>();
  const [problem, setProblem] = useState<Problem>();
  const next = async () => {
    try {
      setGiven(await change<Hints>('POST', `/lessons/${slug}/hints/${task}`));
      setProblem(undefined);
    } catch (error) {
      setProblem(problemFrom(error));
    }
  };
  const count = given?.hints.length ?? shown;
  const done = given ? given.left === 0 : false;
  return (
    <div class="hints">
      <div aria-live="polite">
        {given?.hints.map(({ step, text }) => (
          <div key={step} class="hint">
            <strong>{step}</strong>
            <HintText text={text} />
          </div>
        ))}
      </div>
      {!done && (
        <button type="button" class="quiet" onClick={next}>
          {count === 0 ? `A hint for task ${task}` : `The next hint for task ${task} (${count} of ${total} seen)`}
        </button>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
