/** The harness's line to the command. Events leave this thread at once: the next thing it does may be a loop without end. */
import { writeSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';
import {
  EVENTS_FD,
  type GradingEvent,
  type GradingOrder,
  type GradingTask,
  lineOf,
  ORDERS_CHANNEL,
  TASK_VARIABLE,
} from '../grading/grading-events.js';

/** As it is before the learner's code is loaded. */
const write = writeSync;

/** The worker's task, and its line to the command. */
export interface Commission {
  task: GradingTask;
  tell: (event: GradingEvent) => void;
}

/**
 * Takes the commission out of the environment, where the learner's code would find it.
 * @throws Error if a checkpoint file is run by something else than the command
 */
export function takeCommission(): Commission {
  const text = process.env[TASK_VARIABLE];
  if (!text) throw new Error('A checkpoint is run by "npm run check lesson-N", not by vitest itself.');
  delete process.env[TASK_VARIABLE];
  const { task, password } = JSON.parse(text) as { task: GradingTask; password: string };
  return { task, tell: (event) => void write(EVENTS_FD, lineOf(event, password)) };
}

/** Resolves at the next order of this type. Ask for it before telling the event that it answers. */
export function nextOrder(type: GradingOrder['type']): Promise<void> {
  const orders = new BroadcastChannel(ORDERS_CHANNEL);
  return new Promise((resolve) => {
    orders.onmessage = (message) => {
      if ((message as { data: GradingOrder }).data.type !== type) return;
      orders.close();
      resolve();
    };
  });
}
