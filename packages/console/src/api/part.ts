/** One part of a page: its data where there is any, and what stands in the way of newer. */
import type { Problem } from './problem.js';

export interface Part<T> {
  /** What was read last. Beside a problem it is old. */
  value?: T;
  /** When `value` was read, ISO 8601. */
  at?: string;
  problem?: Problem;
}
