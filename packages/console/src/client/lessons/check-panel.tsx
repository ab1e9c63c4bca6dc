/** Starts a check, says how far it is, and stops it. What changes is also said to those who do not see it. */
import type { CheckView, LessonDetail } from '../../api/lessons.js';
import { Command } from '../parts/command.js';
import { counted, formatDuration } from '../parts/format.js';
import { ProblemNote } from '../parts/problem-note.js';

interface CheckPanelProps {
  lesson: LessonDetail;
  onStart: () => void;
  onStop: () => void;
}

export function CheckPanel({ lesson, onStart, onStop }: CheckPanelProps) {
  const { check, busyWith, number } = lesson;
  const busy = check?.state === 'running' || check?.state === 'ending';
  return (
    <section class="panel check-panel" aria-label="Check">
      <p class="buttons">
        <button type="button" class="primary" onClick={onStart} disabled={busy || busyWith !== undefined}>
          Check it
        </button>
        {busy && (
          <button type="button" onClick={onStop} disabled={check.state === 'ending'}>
            Stop the check
          </button>
        )}
        <span class="aside">
          The same in a terminal: <Command text={`npm run check lesson-${number}`} />
        </span>
      </p>
      <p role="status" aria-live="polite" class="check-state">
        {busyWith ? `Another lesson is being checked (${busyWith}): one at a time.` : check && stateOf(check)}
      </p>
      {check?.problem && <ProblemNote problem={check.problem} />}
    </section>
  );
}

function stateOf({ state, verdict }: CheckView): string {
  const passed = verdict?.tasks.filter((task) => task.state === 'passed').length ?? 0;
  const total = verdict?.tasks.length ?? 0;
  if (state === 'cancelled') return 'The check was stopped. Nothing was recorded.';
  if (state === 'ending') return 'Stopping the check and removing what it made on Kafka and Flink …';
  if (state === 'failed') return 'The check came to no verdict.';
  if (state === 'running')
    return total === 0 ? 'Checking …' : `Checking: ${passed} of ${counted(total, 'task')} passed so far.`;
  const time = verdict ? ` in ${formatDuration(verdict.elapsedMs)}` : '';
  if (verdict?.passed) {
    const but = verdict.importsSolution
      ? ' Your file imports the solution, so the lesson does not count as solved.'
      : '';
    return `${total === 1 ? 'The only task' : `All ${total} tasks`} passed${time}.${but}`;
  }
  return total === 0 ? 'Nothing could be graded.' : `${passed} of ${counted(total, 'task')} passed${time}.`;
}
