/** What `npm run flink run` itself is told, beside the job's arguments. */

import { takeValue, takeWord } from '@workbook/terminal';
import type { RunOptions } from '../cluster/flink-client.js';
import { FlinkError } from '../failures/errors.js';
import { parseArguments } from './arguments.js';
import { typedLocation } from './typed-location.js';

/** Names that are the command's own, so that an argument of a job with such a name is written `arg:name=value`. */
const OWN_NAMES: readonly string[] = ['from', 'parallelism'];

/** Everything that is not a job's argument. */
const OWN_WORDS: readonly string[] = ['detached', 'allow-non-restored', 'from=SAVEPOINT', 'parallelism=N'];

/** As many subtasks as Flink allows. */
const MAX_PARALLELISM = 32_768;

export interface RunWords extends Pick<RunOptions, 'savepointPath' | 'allowNonRestoredState' | 'parallelism'> {
  detached: boolean;
  /** The job's arguments. */
  args: Record<string, unknown>;
}

/** Whether `run` would take an argument of this name for its own option. */
export function isOptionName(name: string): boolean {
  return OWN_NAMES.includes(name);
}

/**
 * Reads the words behind the file.
 *
 * @param commandWords what else the command understands, for a guess at what a wrong word meant
 * @throws FlinkError for a word that is neither an option nor an argument, or an option that makes no sense
 */
export function readRunWords(
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  commandWords: readonly string[] = [],
): RunWords {
  const detached = takeWord('detached', words, env);
  const allowed = takeWord('allow-non-restored', detached.rest, env);
  const from = takeValue('from', allowed.rest, env);
  const parallelism = takeValue('parallelism', from.rest, env);
  const options = {
    detached: detached.value,
    savepointPath: from.value === undefined ? undefined : savepointIn(from.value, env),
    allowNonRestoredState: allowed.value || undefined,
    parallelism: parallelism.value === undefined ? undefined : parallelismIn(parallelism.value),
    args: parseArguments(parallelism.rest, [...commandWords, ...OWN_WORDS]),
  };
  if (allowed.value && from.value === undefined) {
    throw new FlinkError('"allow-non-restored" says something about a savepoint: name it, with from=SAVEPOINT.');
  }
  return options;
}

function savepointIn(text: string, env: NodeJS.ProcessEnv): string {
  if (text !== '' && text !== 'true') return typedLocation(text, env);
  throw new FlinkError('"from" needs a savepoint: from=SAVEPOINT, as "npm run flink savepoint" or "stop" printed it.');
}

function parallelismIn(text: string): number {
  const parallelism = /^\d+$/.test(text) ? Number(text) : 0;
  if (parallelism >= 1 && parallelism <= MAX_PARALLELISM) return parallelism;
  throw new FlinkError(`"parallelism=${text}" is no parallelism: write a whole number from 1 to ${MAX_PARALLELISM}.`);
}
