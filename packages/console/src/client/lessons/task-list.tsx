/** The tasks of a lesson, each with its result, its mistake and its hints. */
import type { LessonDetail, TaskView } from '../../api/lessons.js';
import { formatDuration } from '../parts/format.js';
import { StateWord } from '../parts/state-word.js';
import { Mistake } from './mistake.js';
import { TaskHints } from './task-hints.js';
import { TASK_TONES } from './tones.js';

export function TaskList({ lesson, results }: { lesson: LessonDetail; results: readonly TaskView[] }) {
  return (
    <ol class="tasks">
      {lesson.tasks.map(({ title, hints, hintsShown }, index) => {
        const result = results.find((task) => task.title === title);
        const state = result?.state ?? 'not tried';
        return (
          <li key={title} class="task">
            <h3>
              {title} <StateWord tone={TASK_TONES[state]} word={state} />
              {result?.elapsedMs !== undefined && result.elapsedMs >= 100 && (
                <span class="aside"> {formatDuration(result.elapsedMs)}</span>
              )}
            </h3>
            {result?.mistake && state !== 'to do' && <Mistake mistake={result.mistake} />}
            {hints > 0 && state !== 'passed' && (
              <TaskHints slug={lesson.slug} task={index + 1} shown={hintsShown} total={hints} />
            )}
          </li>
        );
      })}
    </ol>
  );
}
