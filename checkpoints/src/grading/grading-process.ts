/**
 * Starts and watches the grading process. The command itself never imports a learner's code, so a loop without end
 * hangs only that process, which is ended when a task's deadline is long past.
 */
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { takeGrader } from './grader.js';
import {
  EVENTS_FD,
  eventIn,
  type GradingEvent,
  type GradingOrder,
  type GradingTask,
  type Located,
} from './grading-events.js';
import type { Place } from './verdict.js';

/** How far past a task's own deadline its thread must be silent to count as stuck. */
const STUCK_MS = 2_000;
/** Until the process says anything at all. */
const START_MS = 60_000;
/** How long it may take, after its last task, to end jobs and connections. What is left then, the sweep removes. */
const CLOSING_MS = 15_000;
/** Longer than the process itself waits for the place. */
const LOCATE_MS = 10_000;
/** Lines of the learner's output that are kept: the last ones. */
const PRINTED_LINES = 30;

/** For a line that the harness did not write. */
const FORGED: GradingEvent = {
  type: 'broken',
  mistake: {
    id: 'forged',
    message: `Your code wrote to the file descriptor ${EVENTS_FD}, where the check's results come from, so there is no verdict.`,
    advice: 'Write to a file that your code has opened itself, or print with console.log.',
  },
};

export type GradingEnd =
  | { how: 'done' }
  | { how: 'stuck'; task: number; deadlineMs: number; place?: Place }
  | { how: 'crashed'; task: number | undefined; code: number | null; words: string };

export class GradingProcess {
  /** The end of what the learner's code printed. */
  readonly printed: string[] = [];
  readonly #child: ChildProcess;
  #running: { task: number; deadlineMs: number } | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #broken = false;
  /** How many of the printed lines are not kept. */
  #leftOut = 0;
  #end: (end: GradingEnd) => void = () => {};
  /** Resolves as soon as every task has its outcome, or the process has ended without. */
  readonly graded: Promise<GradingEnd>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<unknown>;

  constructor(task: GradingTask, onEvent: (event: GradingEvent) => void) {
    this.#child = takeGrader();
    this.graded = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.gone = new Promise((resolve) => {
      this.#child.once('close', resolve).once('error', resolve);
    });
    this.#deadline = setTimeout(() => this.#child.kill('SIGKILL'), START_MS);
    this.#readLines('stdout');
    this.#readLines('stderr');
    const events = this.#child.stdio[EVENTS_FD] as NodeJS.ReadableStream;
    const password = randomBytes(16).toString('hex');
    createInterface({ input: events }).on('line', (line) => {
      const event = eventIn(line, password);
      if (event) this.#watch(event, task.file);
      else this.#broken = true;
      onEvent(event ?? FORGED);
    });
    this.#child.once('error', (error) => this.#crashed(null, error.message));
    this.#child.once('close', (code) => {
      clearTimeout(this.#deadline);
      if (code === 0 && this.#broken) this.#end({ how: 'done' });
      else this.#crashed(code, this.printed.join('\n'));
    });
    this.order({ type: 'grade', task, password });
  }

  order(order: GradingOrder): void {
    if (this.#child.connected) this.#child.send(order);
  }

  /** Ends the process at once and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.gone;
  }

  #crashed(code: number | null, words: string): void {
    this.#end({ how: 'crashed', task: this.#running?.task, code, words });
  }

  #readLines(stream: 'stdout' | 'stderr'): void {
    const input = this.#child[stream];
    if (!input) return;
    createInterface({ input }).on('line', (line) => this.#keep(line));
  }

  /** Says how many lines are left out. */
  #keep(line: string): void {
    const { printed } = this;
    printed.push(line);
    const first = this.#leftOut > 0 ? 1 : 0;
    if (printed.length - first <= PRINTED_LINES) return;
    this.#leftOut += 1;
    printed.splice(0, 1 + first, `(${this.#leftOut === 1 ? 'one line' : `${this.#leftOut} lines`} before these)`);
  }

  #watch(event: GradingEvent, file: string): void {
    this.#broken ||= event.type === 'broken';
    if (event.type === 'task-started') {
      this.#running = event;
      this.#expectWithin(event.deadlineMs + STUCK_MS, () => this.#endStuck(event, file));
    } else if (['loaded', 'task-passed', 'task-failed', 'broken'].includes(event.type)) {
      clearTimeout(this.#deadline);
      this.#running = undefined;
    } else if (event.type === 'graded') {
      this.#expectWithin(CLOSING_MS, () => this.#child.kill('SIGKILL'));
      this.#end({ how: 'done' });
    } else if (!this.#running) {
      // It has said something: what is left of its start belongs to whoever answers it.
      clearTimeout(this.#deadline);
    }
  }

  /** The next step must be told within this time, whatever else is told meanwhile. */
  #expectWithin(ms: number, otherwise: () => void): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(otherwise, ms);
  }

  async #endStuck({ task, deadlineMs }: { task: number; deadlineMs: number }, file: string): Promise<void> {
    const place = await this.#locate(file);
    this.#end({ how: 'stuck', task, deadlineMs, place });
    this.#child.kill('SIGKILL');
  }

  #locate(file: string): Promise<Place | undefined> {
    return new Promise((resolve) => {
      setTimeout(() => resolve(undefined), LOCATE_MS).unref();
      this.#child.once('message', (answer: Located) => {
        resolve(answer.line === undefined ? undefined : { file, line: answer.line, column: answer.column });
      });
      this.order({ type: 'locate' });
    });
  }
}
