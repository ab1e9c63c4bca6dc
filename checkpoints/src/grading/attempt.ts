/** One go at a check: compiler, services and grading process start side by side. */
import { randomInt } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { type ServiceName, type ServiceStatus, type Settings, status } from '@workbook/services';
import type { Lesson } from '../lessons/lessons.js';
import { importsSolution, whyUnreadable, whyUnstarted } from './graded-file.js';
import type { GradingEvent } from './grading-events.js';
import { type GradingEnd, GradingProcess } from './grading-process.js';
import type { Run, Stray } from './run.js';
import { missingServices, namesOf, notRunning, startServices } from './service-care.js';
import { typeCheck } from './type-check.js';
import { mistakeAtTheEnd } from './unfinished.js';
import type { Mistake, Target, Verdict } from './verdict.js';

export interface CheckOptions {
  settings: Settings;
  lesson: Lesson;
  target: Target;
  /** The file to grade, for the target `file`. */
  file?: string;
  seed?: number;
  /** For a debugger, where code may stand still: no task has a deadline. */
  patient?: boolean;
  /** Tries no task after the first that fails. */
  untilMistake?: boolean;
  /** Hears of every change: tasks that passed or failed, services that are being started. */
  onProgress?: (verdict: Verdict) => void;
  signal?: AbortSignal;
}

/** One go at it. Compiler, services and grading process start side by side. */
export class Attempt {
  /** The services that the tasks asked for, and whether the run has touched them. */
  needs: ServiceName[] = [];
  live = false;
  readonly #verdict: Verdict;
  readonly #began = performance.now();
  #process: GradingProcess | undefined;
  #closing = false;
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
    const { lesson, patient, untilMistake, signal } = this.options;
    const { file, seed } = this.#verdict;
    const unreadable = whyUnreadable(file);
    if (unreadable) return this.#finish(unreadable);

    const enough = new AbortController();
    const services = status(this.options.settings);
    services.catch(() => undefined);
    const compiling = typeCheck(file, lesson.solution, this.runOfThis.folder, enough.signal);
    const failure = new Promise<never>((_, reject) => {
      this.#broken = reject;
    });
    failure.catch(() => undefined);
    const held: GradingEvent[] = [];
    let compiled = false;
    const { settings } = this.options;
    const run = this.runOfThis;
    const task = { checkpointFile: lesson.checkpoint, file, seed, patient, untilMistake, settings, run };
    const grading = new GradingProcess(task, (event) => {
      if (compiled) this.#hear(event, services);
      else held.push(event);
    });
    this.#process = grading;
    this.#verdict.printed = grading.printed;
    const stop = () => void grading.kill();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const mistake = await compiling;
      signal?.throwIfAborted();
      if (mistake) return this.#finish(mistake);
      compiled = true;
      for (const event of held) this.#hear(event, services);
      const end = await Promise.race([grading.graded, failure]);
      signal?.throwIfAborted();
      this.#closing = end.how === 'done';
      return this.#finish(this.#verdict.mistake ?? this.#mistakeAtTheEnd(end));
    } finally {
      enough.abort();
      signal?.removeEventListener('abort', stop);
      if (!this.#closing) await grading.kill();
    }
  }

  /** Resolves when nothing of the attempt runs any more: after the verdict, jobs and connections are still being closed. */
  async closed(): Promise<void> {
    // For whoever removes what is left: loaded while jobs are being cancelled.
    if (this.live && this.needs.includes('jobmanager')) import('@workbook/flink').catch(() => undefined);
    await this.#process?.gone;
  }

  #hear(event: GradingEvent, services: Promise<ServiceStatus[]>): void {
    const verdict = this.#verdict;
    if (event.type === 'tasks') {
      verdict.tasks = event.titles.map((title) => ({ title, state: 'not tried', elapsedMs: 0 }));
    } else if (event.type === 'needs') {
      this.needs = event.services;
      this.#provide(services).catch(this.#broken);
    } else if (event.type === 'broken') {
      verdict.mistake ??= event.mistake;
    } else if (event.type === 'solution-used') {
      verdict.importsSolution = this.options.target === 'starter';
    } else if (event.type === 'stray') {
      verdict.notes.push(strayNote(event));
    } else if (event.type === 'task-passed' || event.type === 'task-failed') {
      const task = verdict.tasks[event.task];
      if (!task) return;
      task.state = event.type === 'task-passed' ? 'passed' : 'failed';
      task.elapsedMs = event.elapsedMs;
      if (event.type === 'task-failed') task.mistake = event.mistake;
    }
    this.options.onProgress?.(verdict);
  }

  /**
   * The services that the tasks need: starts them where they don't run, and says so. For a starter in which nothing is
   * written yet none is started: the verdict is known without them.
   *
   * @param services as they were when the attempt began
   */
  async #provide(services: Promise<ServiceStatus[]>): Promise<void> {
    const { lesson, settings, target } = this.options;
    const asked = notRunning(await services, this.needs);
    const missing = asked.length === 0 ? [] : await missingServices(settings, this.needs);
    const unstarted = missing.length > 0 && target === 'starter' ? whyUnstarted(lesson) : undefined;
    if (unstarted) {
      this.#verdict.mistake = unstarted;
      return this.#process?.kill();
    }
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
    // What is left is removed after the verdict: loaded while the tasks are tried.
    import('kafkajs').catch(() => undefined);
  }

  /** What the grading process could not say itself. */
  #mistakeAtTheEnd(end: GradingEnd): Mistake | undefined {
    if (end.how === 'done') return undefined;
    const running = end.task === undefined ? undefined : this.#verdict.tasks[end.task];
    const mistake = mistakeAtTheEnd(end);
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

function strayNote({ kind, name }: Stray): string {
  const what = kind === 'topic' ? 'the topic' : 'the consumer group';
  return `Your code made ${what} "${name}", whose name no task gives. It is removed after the check.`;
}
