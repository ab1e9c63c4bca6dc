/**
 * What the grading process tells the command, line by line: the run's password, and the event as JSON. A learner's code
 * shares the process and can write there, too; the password it can't know.
 */
import type { ServiceName, Settings } from '@workbook/services';
import type { Mistake } from './verdict.js';

/** As it is before the learner's code is loaded. */
const { stringify } = JSON;

export type GradingEvent =
  | { type: 'tasks'; titles: string[] }
  /** Nothing goes on before these services are ready; the command answers with a {@link GradingOrder}. */
  | { type: 'needs'; services: ServiceName[] }
  /** Task -1 is the loading of the learner's module. */
  | { type: 'task-started'; task: number; deadlineMs: number }
  | { type: 'loaded' }
  | { type: 'task-passed'; task: number; elapsedMs: number }
  | { type: 'task-failed'; task: number; elapsedMs: number; mistake: Mistake }
  /** The learner's code made a topic or a group that no task asked for. */
  | { type: 'stray'; kind: 'topic' | 'group'; name: string }
  /** The learner's code loaded the lesson's solution, or read it. */
  | { type: 'solution-used' }
  /** Every task has its outcome. What follows is closing. */
  | { type: 'graded' }
  /** The learner's module or the checkpoint file could not be loaded. */
  | { type: 'broken'; mistake: Mistake };

/** What the command tells the grading process. */
export type GradingOrder =
  /** The first, and once. */
  | { type: 'grade'; task: GradingTask; password: string }
  | { type: 'services-ready' }
  /** Say where the running task's code is, for a loop that never ends. */
  | { type: 'locate' };

/** The answer to `locate`, over IPC, from the process's main thread. */
export interface Located {
  type: 'located';
  file?: string;
  line?: number;
  column?: number;
}

/** What the grading process has to do. */
export interface GradingTask {
  /** The lesson's checkpoint.test.ts. */
  checkpointFile: string;
  /** The file to grade. */
  file: string;
  seed: number;
  /** The instance of the services that is used. */
  settings: Settings;
  /** No task has a deadline: a debugger may hold the code. */
  patient?: boolean;
  /** Tasks after the first that fails are not tried. */
  untilMistake?: boolean;
  /** The prefix of all names on the broker and the folder of the run's records. */
  run: { id: string; folder: string };
}

/** The grading process's descriptor for events: worker threads can write to it at once, a busy loop later or not. */
export const EVENTS_FD = 3;
/** Hands task and password on to the worker, which takes them away before the learner's code is loaded. */
export const TASK_VARIABLE = 'WORKBOOK_GRADING';
/** The channel on which the main thread hands orders on to the worker. */
export const ORDERS_CHANNEL = 'workbook-grading-orders';

/** An event as a line. */
export function lineOf(event: GradingEvent, password: string): string {
  return `${password} ${stringify(event)}\n`;
}

/** The event in a line; undefined for a line that does not begin with the password. */
export function eventIn(line: string, password: string): GradingEvent | undefined {
  return line.startsWith(`${password} `) ? (JSON.parse(line.slice(password.length + 1)) as GradingEvent) : undefined;
}
