/** A learner at work on a lesson: checks after each save, one at a time, and helps on a key. */

import path from 'node:path';
import { describeFailure, type Settings } from '@workbook/services';
import { displayPath } from '@workbook/terminal';
import { check } from '../grading/check.js';
import type { Verdict } from '../grading/verdict.js';
import { type Lesson, listLessons } from '../lessons/lessons.js';
import { readProgress, recordCheck } from '../progress/progress.js';
import { hintPanel, nextHint, rememberHint, withLastMistake } from '../report/hint-steps.js';
import { Report } from '../report/report.js';
import { diffPanel, diffWithSolution } from '../report/solution-diff.js';
import { watchSaves } from './saves.js';
import type { Screen } from './screen.js';

const KEYS = 'h hint · s solution · n next lesson · c check again · q quit';

/** What to do after a check: where keys are read, a word about them. */
function nextStep({ passed, importsSolution, file, number }: Verdict, keys: boolean): string {
  const hint = keys ? 'h gives a hint.' : `npm run hint lesson-${number}`;
  if (!passed) return `Next: change ${path.basename(file)} and save it. Stuck? ${hint}`;
  if (importsSolution) return 'Your file imports the solution, so the lesson does not count as solved yet.';
  return `Solved. ${keys ? 'n goes on with the next lesson.' : 'npm run watch goes on with the next lesson.'}`;
}

export class WatchSession {
  #lesson: Lesson;
  #endSaves: () => Promise<void> = async () => {};
  #checking: Promise<void> | undefined;
  #savedMeanwhile = false;
  readonly #leaving = new AbortController();
  readonly #tidying = new Set<Promise<void>>();

  constructor(
    private readonly settings: Settings,
    lesson: Lesson,
    private readonly screen: Screen,
  ) {
    this.#lesson = lesson;
  }

  /** Begins to watch, with a first check. */
  start(): Promise<void> {
    return this.#alone(() => this.#begin(this.#lesson));
  }

  async #begin(lesson: Lesson): Promise<void> {
    await this.#endSaves();
    this.#lesson = lesson;
    this.#endSaves = await watchSaves(lesson.folder, () => this.saved());
    await this.#checkWhatIsSaved();
  }

  /** A file was saved. While a check runs, that only means one more check afterwards. */
  saved(): void {
    if (this.#checking) this.#savedMeanwhile = true;
    else void this.check();
  }

  /** Checks until the verdict belongs to what was saved last. */
  check(): Promise<void> {
    return this.#alone(() => this.#checkWhatIsSaved());
  }

  /** While a check runs, nothing else is begun: its end is waited for. */
  async #alone(work: () => Promise<void>): Promise<void> {
    this.#checking ??= work().finally(() => {
      this.#checking = undefined;
    });
    await this.#checking;
  }

  async #checkWhatIsSaved(): Promise<void> {
    do {
      this.#savedMeanwhile = false;
      await this.#checkOnce();
    } while (this.#savedMeanwhile && !this.#leaving.signal.aborted);
  }

  async #checkOnce(): Promise<void> {
    const { screen, settings } = this;
    const { signal } = this.#leaving;
    const lesson = this.#lesson;
    screen.begin();
    const report = new Report(screen, screen.paint);
    try {
      const onProgress = report.update.bind(report);
      const { verdict, tidy } = await check({ settings, lesson, target: 'starter', onProgress, signal });
      const tidied = tidy.finally(() => this.#tidying.delete(tidied));
      this.#tidying.add(tidied);
      report.end(verdict, nextStep(verdict, screen.live));
      recordCheck(settings.home, verdict);
    } catch (error) {
      if (signal.aborted) return;
      screen.write(`${screen.paint('red', describeFailure(error))}\n`);
    }
    screen.footer(this.#footer());
  }

  #footer(): string[] {
    const { paint, live } = this.screen;
    const { folder, starter } = this.#lesson;
    return [
      paint('dim', `The notebook: ${displayPath(path.join(folder, 'lesson.ipynb'))}`),
      paint('dim', `Watching ${displayPath(starter)}: each save is checked.`),
      paint('bold', live ? KEYS : 'Ctrl-C ends it.'),
    ];
  }

  /** The next hint for the first task that has not passed. */
  hint(): void {
    this.#show(() => {
      const { home } = this.settings;
      const next = nextHint(this.#lesson, readProgress(home)[this.#lesson.slug] ?? {});
      const hint = withLastMistake(next, this.#lesson, home);
      const lines = hintPanel(hint, this.screen.paint, { more: 'h', solution: 's shows the solution' });
      return [...lines, ...rememberHint(home, hint)];
    });
  }

  solution(): void {
    this.#show(() => {
      const progress = readProgress(this.settings.home)[this.#lesson.slug] ?? {};
      return diffPanel(diffWithSolution(this.#lesson, progress), this.screen.paint);
    });
  }

  /** Goes on with the next lesson that is not solved: first the later ones, then those that were left out. */
  async next(): Promise<void> {
    if (this.#checking) return;
    const progress = readProgress(this.settings.home);
    const others = listLessons().filter(({ slug }) => slug !== this.#lesson.slug && !progress[slug]?.solvedAt);
    const next = others.find(({ number }) => number > this.#lesson.number) ?? others[0];
    if (!next) return this.#show(() => ['There is no other lesson that is not solved.']);
    try {
      await this.#alone(() => this.#begin(next));
    } catch (error) {
      this.#show(() => [describeFailure(error)]);
    }
  }

  #show(lines: () => string[]): void {
    if (this.#checking) return;
    try {
      this.screen.panel(lines());
    } catch (error) {
      this.screen.panel([describeFailure(error)]);
    }
  }

  /** Ends everything: a check that runs is stopped, and what it has on Kafka and Flink is removed. */
  async leave(): Promise<void> {
    this.#leaving.abort();
    await this.#endSaves();
    await this.#checking;
    await Promise.all(this.#tidying);
  }
}
