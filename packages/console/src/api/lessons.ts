/** Lessons, their tasks, and checks of them. */
import type { Problem } from './problem.js';

export type LessonState = 'solved' | 'begun' | 'not begun';

export interface LessonRow {
  number: number;
  slug: string;
  title: string;
  state: LessonState;
  /** Of the last check. */
  passed?: number;
  tasks?: number;
  /** ISO 8601. */
  checkedAt?: string;
  solvedAt?: string;
}

export interface LessonList {
  lessons: LessonRow[];
  /** The slug of the next that is not solved. */
  next?: string;
  /** The slug of the lesson that is being checked from the console. */
  checking?: string;
}

/** A line around the place of a mistake. */
export interface SourceLine {
  number: number;
  text: string;
  marked: boolean;
}

export interface MistakeView {
  message: string;
  expected?: string;
  got?: string;
  /** `lessons/01-kafka-producer/starter.ts:12:3`. */
  where?: string;
  source?: SourceLine[];
  /** The one hint that fits this mistake. */
  advice?: string;
}

/** `to do`: the starter throws its Todo there. */
export type TaskState = 'passed' | 'failed' | 'to do' | 'not tried' | 'running';

export interface TaskView {
  /** With its number: `1. An order becomes a record`. */
  title: string;
  state: TaskState;
  elapsedMs?: number;
  mistake?: MistakeView;
}

export interface VerdictView {
  passed: boolean;
  tasks: TaskView[];
  /** What kept the tasks from being tried. */
  mistake?: MistakeView;
  notes: string[];
  /** The end of what the learner's code printed. */
  printed: string[];
  elapsedMs: number;
  /** The file counts as passed and not as solved, because it imports the solution. */
  importsSolution: boolean;
}

/** A check that was started from the console. */
export interface CheckView {
  state: 'running' | 'ending' | 'cancelled' | 'failed' | 'ended';
  /** ISO 8601. */
  startedAt: string;
  /** As far as it has come. */
  verdict?: VerdictView;
  /** Why it came to no verdict. */
  problem?: Problem;
}

export interface LessonDetail {
  number: number;
  slug: string;
  title: string;
  state: LessonState;
  solvedAt?: string;
  /** Relative to the workbook's folder. */
  starter: string;
  /** The titles of its tasks, with how many of the hints for each were shown, and how many there are. */
  tasks: { title: string; hintsShown: number; hints: number }[];
  /** The last check of the learner's file, wherever it was run. */
  last?: { at: string; verdict: VerdictView /** Saved again since. */; outdated: boolean };
  /** The check that runs now, or the last one that was started here. */
  check?: CheckView;
  /** The slug of another lesson that is being checked; one at a time. */
  busyWith?: string;
}

/** The hints for a task that were shown, the newest last. */
export interface Hints {
  task: number;
  hints: { step: string; text: string }[];
  left: number;
}
