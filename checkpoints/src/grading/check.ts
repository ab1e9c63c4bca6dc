/** A check of one lesson: as many attempts as it needs, and everything removed after the verdict. */
import { announceProgram, ServiceError, type ServiceStatus, type Settings } from '@workbook/services';
import type { Lesson } from '../lessons/lessons.js';
import { Attempt, type CheckOptions } from './attempt.js';
import { abandonedRuns, discard, disown, openRun, type Run, sweep } from './run.js';
import { missingServices, namesOf, startServices, stoppedServices } from './service-care.js';
import type { Verdict } from './verdict.js';

/** A finished check. Its leftovers are removed after the verdict is known: await `tidy`. */
export interface Checked {
  verdict: Verdict;
  tidy: Promise<void>;
}

/** How often a check is repeated whose services died under it. */
const REPEATS = 1;

export async function check(options: CheckOptions): Promise<Checked> {
  const { lesson, settings } = options;
  const announcement = await announceProgram(settings.home, `npm run check lesson-${lesson.number}`);
  try {
    const { verdict, tidy } = await gradeLesson(options);
    return { verdict, tidy: tidy.finally(announcement.withdraw) };
  } catch (error) {
    announcement.withdraw();
    throw error;
  }
}

async function gradeLesson(options: CheckOptions): Promise<Checked> {
  const { lesson, settings } = options;
  const runs = abandonedRuns(settings.home);
  const notes: string[] = [];
  let live = false;
  for (let repeat = 0; ; repeat++) {
    // An attempt of its own names: what an earlier one wrote is none of its business.
    const run = openRun(settings.home);
    const attempt = new Attempt(options, run, notes);
    try {
      const verdict = await attempt.run();
      live ||= attempt.live;
      runs.push(run);
      const gone = verdict.passed || !attempt.live ? [] : await missingServices(settings, attempt.needs);
      if (gone.length === 0 || repeat === REPEATS)
        return { verdict, tidy: attempt.closed().then(() => (live ? tidyUp(settings, runs) : discard(run))) };
      await attempt.closed();
      const stopped = await stoppedServices(settings, attempt.needs);
      if (stopped.length > 0) throw new ServiceError(stoppedByHand(stopped, lesson));
      notes.push(`${namesOf(gone)} went away during the check. The check was repeated after a new start.`);
      options.onProgress?.({ ...verdict, tasks: [], notes });
      await startServices(settings, attempt.needs);
    } catch (error) {
      await (attempt.live ? tidyUp(settings, [...new Set([...runs, run])]) : discard(run));
      throw error;
    }
  }
}

/** Somebody wanted them to stop: they are not started behind that person's back. */
function stoppedByHand(services: readonly ServiceStatus[], { number }: Lesson): string {
  return `${namesOf(services)}: stopped during the check, which has no verdict. To start and check again: npm run check lesson-${number}`;
}

/**
 * A busy machine may leave one request without an answer, hence a second try. What can't be removed then either, the next
 * check tries again: it is no reason to fail this one.
 */
async function tidyUp(settings: Settings, runs: readonly Run[]): Promise<void> {
  const sweepRun = (run: Run) => sweep(settings, run);
  for (const run of runs) {
    await sweepRun(run)
      .catch(() => sweepRun(run))
      .catch(() => disown(run));
  }
}
