import path from 'node:path';
import { typed } from '@workbook/terminal';
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
  const here = process.env.INIT_CWD || process.cwd();
  const relative = path.relative(here, record.bundle.file);
  const file = relative === '' || relative.startsWith('..') ? record.bundle.file : relative;
  const args = Object.entries(record.submission.args).map(([key, value]) =>
    argumentWord(key, value, isOptionName(key)),
  );
  return `npm run flink run ${typed([file, ...args, ...from])}`;
}
