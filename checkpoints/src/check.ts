/** A check of one lesson: as many attempts as it needs, and everything removed after the verdict. */
import type { Settings } from '@workbook/services';
import { Attempt, type CheckOptions } from './attempt.js';
import { abandonedRuns, discard, openRun, type Run, sweep } from './run.js';
import { missingServices, namesOf, startServices } from './service-care.js';
import type { Verdict } from './verdict.js';

/** A finished check. Its leftovers are removed after the verdict is known: await `tidy`. */
export interface Checked {
  verdict: Verdict;
  tidy: Promise<void>;
}

/** How often a check is repeated whose services died under it. */
const REPEATS = 1;

export async function check(options: CheckOptions): Promise<Checked> {
  const { settings } = options;
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
        return { verdict, tidy: live ? tidyUp(settings, runs) : discard(run) };
      notes.push(`${namesOf(gone)} went away during the check, was started again, and the check was repeated.`);
      options.onProgress?.({ ...verdict, tasks: [], notes });
      await startServices(settings, attempt.needs);
    } catch (error) {
      await (attempt.live ? tidyUp(settings, [run]) : discard(run));
      throw error;
    }
  }
}

/** What can't be removed now, the next check tries again: it is no reason to fail this one. */
async function tidyUp(settings: Settings, runs: readonly Run[]): Promise<void> {
  for (const run of runs) await sweep(settings, run).catch(() => undefined);
}
