/** One check of one lesson, from the compiler to the verdict. */
import { randomInt } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ServiceName, Settings } from '@workbook/services';
import type { GradingEvent } from './grading-events.js';
import { type GradingEnd, GradingProcess } from './grading-process.js';
import type { Lesson } from './lessons.js';
import { abandonedRuns, discard, openRun, type Run, sweep } from './run.js';
import { missingServices, namesOf, startServices } from './service-care.js';
import { typeCheck } from './type-check.js';
import type { Mistake, Target, Verdict } from './verdict.js';

export interface CheckOptions {
  settings: Settings;
  lesson: Lesson;
  target: Target;
  /** The file to grade, for the target `file`. */
  file?: string;
  seed?: number;
  /** Hears of every change: tasks that passed or failed, services that are being started. */
  onProgress?: (verdict: Verdict) => void;
  signal?: AbortSignal;
}

/** A finished check. Its leftovers are removed after the verdict is known: await `tidy`. */
export interface Checked {
  verdict: Verdict;
  tidy: Promise<void>;
}

/** How often a check is repeated whose services died under it. */
const REPEATS = 1;

export async function check(options: CheckOptions): Promise<Checked> {
  const { settings } = options;
  const run = openRun(settings.home);
  const leftovers = abandonedRuns(settings.home);
  const notes: string[] = [];
  let verdict: Verdict;
  let live = false;
  try {
    for (let repeat = 0; ; repeat++) {
      const attempt = new Attempt(options, run, notes);
      verdict = await attempt.run();
      live ||= attempt.live;
      if (verdict.passed || !attempt.live || repeat === REPEATS) break;
      const gone = await missingServices(settings, attempt.needs);
      if (gone.length === 0) break;
      notes.push(`${namesOf(gone)} went away during the check, was started again, and the check was repeated.`);
      options.onProgress?.({ ...verdict, tasks: [], notes });
      await startServices(settings, attempt.needs);
    }
  } catch (error) {
    await tidyUp(settings, run, []);
    throw error;
  }
  return { verdict, tidy: live ? tidyUp(settings, run, leftovers) : discard(run) };
}

/** What can't be removed now, the next check tries again: it is no reason to fail this one. */
async function tidyUp(settings: Settings, run: Run, leftovers: readonly Run[]): Promise<void> {
  for (const each of [run, ...leftovers]) await sweep(settings, each).catch(() => undefined);
}

/** One go at it. Compiler, services and grading process start side by side. */
class Attempt {
  /** The services that the tasks asked for, and whether the run has touched them. */
  needs: ServiceName[] = [];
  live = false;
  readonly #verdict: Verdict;
  readonly #began = performance.now();
  #process: GradingProcess | undefined;
  #broken: (error: unknown) => void = () => {};

  constructor(
    private readonly options: CheckOptions,
    private readonly runOfThis: Run,
    notes: string[],
  ) {
    const { lesson, target, seed } = options;
    const file = { starter: lesson.starter, solution: lesson.solution, file: options.file ?? lesson.starter }[target];
    this.#verdict = {
      lesson: lesson.slug,
      number: lesson.number,
      target,
      file,
      savedAt: existsSync(file) ? statSync(file).mtime.toISOString() : undefined,
      seed: seed ?? randomInt(1_000_000),
      passed: false,
      tasks: [],
      importsSolution: target === 'starter' && importsSolution(file),
      notes,
      printed: [],
      elapsedMs: 0,
    };
  }

  async run(): Promise<Verdict> {
    const { lesson, signal } = this.options;
    const { file, seed } = this.#verdict;
    const unreadable = whyUnreadable(file);
    if (unreadable) return this.#finish(unreadable);

    const enough = new AbortController();
    const compiling = typeCheck(file, lesson.solution, this.runOfThis.folder, enough.signal);
    const failure = new Promise<never>((_, reject) => {
      this.#broken = reject;
    });
    failure.catch(() => undefined);
    const held: GradingEvent[] = [];
    let compiled = false;
    const task = { checkpointFile: lesson.checkpoint, file, seed, run: this.runOfThis };
    const grading = new GradingProcess(task, this.options.settings.home, (event) => {
      if (compiled) this.#hear(event);
      else held.push(event);
    });
    this.#process = grading;
    const stop = () => void grading.kill();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const mistake = await compiling;
      signal?.throwIfAborted();
      if (mistake) return this.#finish(mistake);
      compiled = true;
      for (const event of held) this.#hear(event);
      const end = await Promise.race([grading.ended, failure]);
      signal?.throwIfAborted();
      return this.#finish(this.#verdict.mistake ?? this.#mistakeAtTheEnd(end));
    } finally {
      enough.abort();
      signal?.removeEventListener('abort', stop);
      await grading.kill();
    }
  }

  #hear(event: GradingEvent): void {
    const verdict = this.#verdict;
    if (event.type === 'tasks') {
      verdict.tasks = event.titles.map((title) => ({ title, state: 'not tried', elapsedMs: 0 }));
    } else if (event.type === 'needs') {
      this.needs = event.services;
      this.#provide().catch(this.#broken);
    } else if (event.type === 'broken') {
      verdict.mistake ??= event.mistake;
    } else if (event.type === 'task-passed' || event.type === 'task-failed') {
      const task = verdict.tasks[event.task];
      if (!task) return;
      task.state = event.type === 'task-passed' ? 'passed' : 'failed';
      task.elapsedMs = event.elapsedMs;
      if (event.type === 'task-failed') task.mistake = event.mistake;
    }
    this.options.onProgress?.(verdict);
  }

  /** The services that the tasks need: starts them where they don't run, and says so. */
  async #provide(): Promise<void> {
    const { settings } = this.options;
    const missing = await missingServices(settings, this.needs);
    this.live = true;
    if (missing.length > 0) {
      const unready = missing.every(({ state }) => state === 'unready');
      this.#verdict.notes.push(
        `${namesOf(missing)} ${unready ? 'did not answer yet: waiting.' : 'did not run: starting.'}`,
      );
      this.options.onProgress?.(this.#verdict);
      await startServices(settings, this.needs);
    }
    this.#process?.order({ type: 'services-ready' });
  }

  /** What the grading process could not say itself. */
  #mistakeAtTheEnd(end: GradingEnd): Mistake | undefined {
    if (end.how === 'done') return undefined;
    const running = end.task === undefined ? undefined : this.#verdict.tasks[end.task];
    const mistake = end.how === 'stuck' ? stuckMistake(end) : crashMistake(end.code, end.words);
    if (!running) return mistake;
    running.state = 'failed';
    running.mistake = mistake;
    return undefined;
  }

  #finish(mistake: Mistake | undefined): Verdict {
    const verdict = this.#verdict;
    const { tasks } = verdict;
    return {
      ...verdict,
      mistake,
      passed: !mistake && tasks.length > 0 && tasks.every((task) => task.state === 'passed'),
      printed: this.#process?.printed ?? [],
      elapsedMs: performance.now() - this.#began,
    };
  }
}

/** Whether the file imports the lesson's solution. */
function importsSolution(file: string): boolean {
  if (!existsSync(file)) return false;
  return /(?:from|import)\s*\(?\s*['"]\.{1,2}\/(?:[^'"]*\/)?solution(?:\.[jt]s)?['"]/.test(readFileSync(file, 'utf8'));
}

function whyUnreadable(file: string): Mistake | undefined {
  const advice = '"npm run reset" followed by the lesson brings the starter back.';
  if (!existsSync(file)) return { hint: 'missing-file', message: `There is no file ${path.basename(file)}.`, advice };
  if (readFileSync(file, 'utf8').trim() !== '') return undefined;
  return { hint: 'empty-file', message: `${path.basename(file)} is empty.`, advice };
}

function stuckMistake({ deadlineMs, place }: Extract<GradingEnd, { how: 'stuck' }>): Mistake {
  return {
    hint: 'endless-loop',
    message: `Your code did not come back within ${deadlineMs / 1000} s and was ended: a loop that never ends?`,
    place,
    advice: 'A while loop needs a condition that becomes false, or an await that lets others work.',
  };
}

function crashMistake(code: number | null, words: string): Mistake {
  if (/heap out of memory|Allocation failed/.test(words)) {
    return {
      hint: 'out-of-memory',
      message: 'Your code used all of its memory and was ended.',
      advice: 'Look for an array or a text that grows without end.',
    };
  }
  return {
    hint: 'crash',
    message: `The process that ran your code ended early (${code === null ? 'killed' : `exit code ${code}`}).`,
    advice: 'Look at what it printed, below.',
  };
}
