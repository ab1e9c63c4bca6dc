import { displayPath, typed, typedIn } from '@workbook/terminal';
import type { JobHandle } from '../cluster/job-handle.js';
import { argumentWord } from './arguments.js';
import { isOptionName } from './run-options.js';

/**
 * The command that starts a job again, with the arguments that it had.
 *
 * @param location a savepoint or checkpoint to go on from; without one it begins anew
 */
export function rerunCommand({ record }: Pick<JobHandle, 'record'>, location?: string): string {
  const from = location === undefined ? [] : [`from=${location}`];
  // A job may be written in a notebook's cell, too.
  if (!record || !/\.[cm]?[jt]s$/.test(record.bundle.file)) return `npm run flink run ${typed(['FILE', ...from])}`;
  const file = displayPath(record.bundle.file, typedIn());
  const args = Object.entries(record.submission.args).map(([key, value]) =>
    argumentWord(key, value, isOptionName(key)),
  );
  return `npm run flink run ${typed([file, ...args, ...from])}`;
}
