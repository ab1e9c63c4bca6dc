/** Tasks and times of a job in words. */
import { escapeText } from '@workbook/terminal/escape';
import type { JobTask } from '../../api/jobs.js';
import { formatDateTime } from '../parts/format.js';

/** A task by its first operator, and how many follow. */
export function taskName({ operators }: Pick<JobTask, 'operators'>): string {
  const [first, ...others] = operators.map(({ name }) => name);
  return `${escapeText(first ?? 'task')}${others.length > 0 ? ` + ${others.length}` : ''}`;
}

const SHIPPING: Readonly<Record<string, string>> = {
  FORWARD: 'one to one',
  HASH: 'by key',
  REBALANCE: 'in turn',
  RESCALE: 'in turn nearby',
  SHUFFLE: 'at random',
  BROADCAST: 'to all',
  GLOBAL: 'to the first',
  CUSTOM: 'by partitioner',
};

/** How records are spread over subtasks. */
export function shippingInWords(shipping: string): string {
  return SHIPPING[shipping] ?? shipping.toLowerCase();
}

/** The last watermark of a finished stream is beyond every date. */
const LAST_TIME = 8.64e15;

export function isLastWatermark(ms: number): boolean {
  return ms > LAST_TIME;
}

/** An event time or a watermark: a date, `none yet`, or `the end`. */
export function eventTimeInWords(ms: number | undefined): string {
  if (ms === undefined) return 'none yet';
  return isLastWatermark(ms) ? 'the end' : formatDateTime(ms);
}
