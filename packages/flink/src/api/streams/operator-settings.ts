/** What operators and sinks can be set to. */
import { spelled } from '../spelled.js';

/** @throws RangeError for anything but a whole number from 1. */
export function checkParallelism(parallelism: number, what = 'parallelism'): number {
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > 32768) {
    throw new RangeError(`a ${what} of ${spelled(parallelism)}: a whole number from 1 to 32768 is expected`);
  }
  return parallelism;
}

/** @throws TypeError for anything but a text that is not empty. */
export function checkSlotSharingGroup(group: string): string {
  if (typeof group !== 'string' || group === '') throw new TypeError('slotSharingGroup: a name is expected');
  return group;
}

/** @throws TypeError for anything but a text that is not empty. */
export function checkDescription(description: string): string {
  if (typeof description !== 'string' || description === '') throw new TypeError('setDescription: a text is expected');
  return description;
}

/** @throws RangeError for anything but a whole number from 0; for the whole job, from -1. */
export function checkBufferTimeout(timeoutMs: number, of: 'job' | 'operator'): number {
  if (!Number.isInteger(timeoutMs) || timeoutMs < (of === 'job' ? -1 : 0)) {
    const full = of === 'job' ? '-1 only full buffers' : 'env.setBufferTimeout(-1) only full buffers, of the whole job';
    throw new RangeError(
      `setBufferTimeout(${spelled(timeoutMs)}): whole milliseconds are expected; 0 sends each record at once, ${full}`,
    );
  }
  return timeoutMs;
}
