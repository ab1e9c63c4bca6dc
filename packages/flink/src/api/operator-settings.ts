/** What operators and sinks can be set to. */

/** @throws RangeError for anything but a whole number from 1. */
export function checkParallelism(parallelism: number, what = 'parallelism'): number {
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > 32768) {
    throw new RangeError(`a ${what} of ${parallelism}: a whole number from 1 to 32768 is expected`);
  }
  return parallelism;
}

/** @throws TypeError for anything but a text that is not empty. */
export function checkSlotSharingGroup(group: string): string {
  if (typeof group !== 'string' || group === '') throw new TypeError('slotSharingGroup: a name is expected');
  return group;
}
