/** What a job waits for before it runs, in words. */

import { escapeLine } from '@workbook/terminal';
import type { JobStatus } from './job-status.js';

/** A short deployment is nobody's business, in ms. */
const SAID_AFTER_MS = 2000;
/** How often it is said that more tasks run, in ms. */
const SAID_EVERY_MS = 5000;

/** `3 of 17 tasks run`, and how many of them wait for a slot. */
export function tasksInWords({ running, total, waiting }: JobStatus['tasks']): string {
  const slots = waiting > 0 ? `, ${waiting} ${waiting === 1 ? 'waits' : 'wait'} for a free task slot` : '';
  return `${running} of ${total} ${total === 1 ? 'task runs' : 'tasks run'}${slots}`;
}

/** What stands between a job and its first record; undefined if it runs, or has ended. */
export function deploymentInWords({
  name,
  state,
  tasks,
}: Pick<JobStatus, 'name' | 'state' | 'tasks'>): string | undefined {
  const job = `Job ${escapeLine(name)}`;
  if (state === 'DEPLOYING') return `${job} is deploying: ${tasksInWords(tasks)}.`;
  if (state === 'INITIALIZING' || state === 'CREATED') return `${job} is being set up by Flink.`;
  if (state === 'RESTARTING') return `${job} waits to be restarted after a failure.`;
  return undefined;
}

/** Says what a job waits for: after a while, and again when something has changed. */
export class DeploymentReport {
  readonly #tell: (sentence: string) => void;
  readonly #clock: () => number;
  #since: number | undefined;
  #said: { sentence: string; at: number } | undefined;

  /** @param clock in ms */
  constructor(tell: (sentence: string) => void, clock = () => performance.now()) {
    this.#tell = tell;
    this.#clock = clock;
  }

  /** To be called with each status. */
  readonly hear = (status: Pick<JobStatus, 'name' | 'state' | 'tasks'>): void => {
    const sentence = deploymentInWords(status);
    const now = this.#clock();
    if (sentence === undefined) {
      this.#since = undefined;
      this.#said = undefined;
      return;
    }
    this.#since ??= now;
    if (now - this.#since < SAID_AFTER_MS || sentence === this.#said?.sentence) return;
    if (this.#said && now - this.#said.at < SAID_EVERY_MS) return;
    this.#said = { sentence, at: now };
    this.#tell(sentence);
  };
}
