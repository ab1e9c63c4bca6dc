import { meantBy } from '@workbook/terminal';
import { FlinkError } from '../failures/errors.js';

/** Before the name of an argument: it is the job's, whatever a command means by the name. */
const OF_THE_JOB = 'arg:';

/** Names that people give to what a command calls otherwise: from other tools, or from `submit`'s options. */
const MEANT: Readonly<Record<string, string>> = {
  savepointpath: 'from=SAVEPOINT',
  fromsavepoint: 'from=SAVEPOINT',
  savepoint: 'from=SAVEPOINT',
  fromcheckpoint: 'from=SAVEPOINT',
  allownonrestoredstate: 'the word allow-non-restored',
  allownonrestored: 'the word allow-non-restored',
};

/**
 * Reads `key=value` words as a job's arguments: what is a JSON number, true, false, null, array or object becomes one;
 * anything else is text. `arg:key=value` is the argument `key`, also where a command has a meaning of its own for it.
 *
 * @param commandWords what the command itself understands, for a guess at what was meant
 * @throws FlinkError for a word without `=`, and for one that looks like a command's option under another name
 */
export function parseArguments(
  words: readonly string[],
  commandWords: readonly string[] = [],
): Record<string, unknown> {
  return Object.fromEntries(
    words.map((word) => {
      const isTheJobs = word.startsWith(OF_THE_JOB);
      const text = isTheJobs ? word.slice(OF_THE_JOB.length) : word;
      const at = text.indexOf('=');
      const key = at < 0 ? text : text.slice(0, at);
      if (!isTheJobs) refuseOptionOfAnotherName(key, word);
      if (at < 1) throw notAnArgument(word, commandWords);
      return [key, parseValue(text.slice(at + 1))];
    }),
  );
}

/** The word that gives a job this argument, for `parseArguments`. */
export function argumentWord(key: string, value: unknown, isTaken: boolean): string {
  const text = typeof value === 'string' && parseValue(value) === value ? value : JSON.stringify(value);
  return `${isTaken ? OF_THE_JOB : ''}${key}=${text}`;
}

function notAnArgument(word: string, commandWords: readonly string[]): FlinkError {
  const meant = meantBy(word, commandWords);
  const guess = meant === undefined ? '' : ` Did you mean "${meant}"?`;
  return new FlinkError(`"${word}" is not an argument: write key=value, such as topic=transactions.${guess}`);
}

function refuseOptionOfAnotherName(key: string, word: string): void {
  const meant = MEANT[key.toLowerCase().replace(/^-+|[-_]/g, '')];
  if (meant === undefined) return;
  const way = word.includes('=') ? ` An argument of the job with this name is written ${OF_THE_JOB}${word}.` : '';
  throw new FlinkError(`"${key}" is not known here. Did you mean ${meant}?${way}`);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
