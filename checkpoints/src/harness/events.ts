/** The harness's line to the command. Events leave this thread at once: the next thing it does may be a loop without end. */
import { writeSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';
import {
  EVENTS_FD,
  type GradingEvent,
  type GradingOrder,
  type GradingTask,
  ORDERS_CHANNEL,
  TASK_VARIABLE,
} from '../grading-events.js';

export function tell(event: GradingEvent): void {
  writeSync(EVENTS_FD, `${JSON.stringify(event)}\n`);
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

/** @throws Error if a checkpoint file is run by something else than the command */
export function gradingTask(): GradingTask {
  const text = process.env[TASK_VARIABLE];
  if (!text) throw new Error('A checkpoint is run by "npm run check lesson-N", not by vitest itself.');
  return JSON.parse(text) as GradingTask;
}
