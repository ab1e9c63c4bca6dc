/** A verdict as the page shows it: text of bounded length, places as paths from the workbook's folder. */

import { frameAround, type Mistake, type TaskVerdict, type Verdict } from '@workbook/checkpoints/standing';
import { displayPath } from '@workbook/terminal';
import type { MistakeView, TaskView, VerdictView } from '../../api/lessons.js';

/** A longer text than this says no more to a reader. */
const LONGEST = 4_000;

/**
 * @param repository the workbook's folder
 * @param live whether the check still runs: its first task that was not tried is the one that is being tried
 */
export function verdictView(verdict: Verdict, repository: string, live = false): VerdictView {
  const { passed, tasks, mistake, notes, printed, elapsedMs, importsSolution } = verdict;
  const running = live ? tasks.findIndex(({ state }) => state === 'not tried') : -1;
  return {
    passed,
    tasks: tasks.map((task, index) => taskView(task, repository, index === running)),
    mistake: mistake && mistakeView(mistake, repository),
    notes: notes.map(bounded),
    printed: printed.map(bounded),
    elapsedMs,
    importsSolution,
  };
}

function taskView({ title, state, elapsedMs, mistake }: TaskVerdict, repository: string, running: boolean): TaskView {
  const todo = mistake?.id === 'todo';
  return {
    title,
    state: running ? 'running' : todo ? 'to do' : state,
    elapsedMs: state === 'not tried' ? undefined : elapsedMs,
    mistake: mistake && mistakeView(mistake, repository),
  };
}

function mistakeView({ message, expected, got, place, advice }: Mistake, repository: string): MistakeView {
  return {
    message: bounded(message),
    expected: expected === undefined ? undefined : bounded(expected),
    got: got === undefined ? undefined : bounded(got),
    where: place && placeText(place, repository),
    source: place && frameAround(place)?.map(({ number, text, marked }) => ({ number, text, marked })),
    advice,
  };
}

function placeText({ file, line, column }: NonNullable<Mistake['place']>, repository: string): string {
  return `${displayPath(file, repository)}:${line}${column ? `:${column}` : ''}`;
}

function bounded(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)} … (${text.length - LONGEST} more characters)`;
}
