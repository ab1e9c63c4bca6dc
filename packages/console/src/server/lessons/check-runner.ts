/** Checks that are started from the page: one at a time, by the same command as in a terminal, and ended with the console. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { CheckEvent, Lesson, Verdict } from '@workbook/checkpoints/standing';
import type { CheckView } from '../../api/lessons.js';
import type { ConsoleContext } from '../context.js';
import { ConsoleProblem, problemOf } from '../problem.js';
import { verdictView } from './verdict-view.js';

/** How long a check has to remove what it made on Kafka and Flink. */
const TIDY_MS = 20_000;
/** The end of what the command said when it came to no verdict. */
const WORDS = 2_000;

interface Check {
  lesson: Lesson;
  startedAt: string;
  state: CheckView['state'];
  child: ChildProcess;
  verdict?: Verdict;
  /** Whether the verdict is the last word. */
  complete: boolean;
  problem?: CheckView['problem'];
}

export class CheckRunner {
  #check: Check | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly context: ConsoleContext) {
    context.onEnd(() => this.#end());
  }

  /** The slug of the lesson that is being checked. */
  get busyWith(): string | undefined {
    return this.#isBusy() ? this.#check?.lesson.slug : undefined;
  }

  /** The check of this lesson that was started last, as far as it has come; undefined when another's came after it. */
  view(slug: string): CheckView | undefined {
    const check = this.#check;
    if (check?.lesson.slug !== slug) return undefined;
    const { state, startedAt, verdict, problem } = check;
    const live = state === 'running';
    return {
      state,
      startedAt,
      verdict: verdict && verdictView(verdict, this.context.settings.repository, live),
      problem,
    };
  }

  /** Calls back at each change. Returns what ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @throws ConsoleProblem when a check runs already */
  start(lesson: Lesson): void {
    if (this.#isBusy()) {
      const number = this.#check?.lesson.number;
      throw new ConsoleProblem(
        'refused',
        `Lesson ${number} is being checked. Wait for its verdict, or stop that check.`,
      );
    }
    const { repository, home } = this.context.settings;
    const command = path.join(repository, 'checkpoints', 'dist', 'cli.js');
    const child = spawn(process.execPath, [command, `lesson-${lesson.number}`, '--events'], {
      cwd: repository,
      env: { ...process.env, WORKBOOK_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const check: Check = { lesson, child, state: 'running', complete: false, startedAt: new Date().toISOString() };
    this.#check = check;
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-WORDS);
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { type, verdict } = JSON.parse(line) as CheckEvent;
      check.verdict = verdict;
      check.complete = type === 'verdict';
      this.#tell();
    });
    child.once('error', (error) => this.#finish(check, error.message));
    child.once('close', () => this.#finish(check, words));
    this.#tell();
  }

  /** Stops the check: nothing is recorded, and what it made on Kafka and Flink is removed. */
  cancel(): void {
    if (this.#check?.state !== 'running') return;
    this.#check.state = 'ending';
    this.#check.child.kill('SIGTERM');
    this.#tell();
  }

  #isBusy(): boolean {
    return this.#check?.state === 'running' || this.#check?.state === 'ending';
  }

  #finish(check: Check, words: string): void {
    if (check.state === 'ending') check.state = 'cancelled';
    else if (check.complete) check.state = 'ended';
    else {
      check.state = 'failed';
      check.problem = problemOf(new Error(words.trim() || 'The check came to no verdict. Try it in a terminal.'));
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** With the console: in good order, and by force if that takes too long. */
  async #end(): Promise<void> {
    const check = this.#check;
    if (!check || !this.#isBusy()) return;
    this.cancel();
    const deadline = setTimeout(() => check.child.kill('SIGKILL'), TIDY_MS);
    await once(check.child, 'close');
    clearTimeout(deadline);
  }
}
