/** The words of a command line. Every option is also a plain word: npm keeps flags to itself. A word that nothing reads is refused. */

import { nearest } from './nearest.js';
import { UsageError } from './usage-error.js';

/**
 * A sentence for a word that a command does not know, with what was probably meant.
 *
 * @param known what could stand in its place, such as `follow` or `partitions=N`
 */
export function notKnown(word: string, known: readonly string[]): string {
  const guess = meantBy(word, known);
  return [
    `"${word}" is not known here.`,
    ...(guess === undefined ? [] : [`Did you mean "${guess}"?`]),
    ...(known.length > 0 ? [`Possible: ${known.join(', ')}.`] : ['Nothing follows here.']),
  ].join(' ');
}

/** What of `known` was probably meant by a word; undefined where nothing is near. A value behind `=` does not count. */
export function meantBy(word: string, known: readonly string[]): string | undefined {
  const nameOf = (text: string) => text.replace(/^-+/, '').replace(/=.*$/s, '');
  const meant = nearest(nameOf(word), known.map(nameOf));
  return known.find((it) => nameOf(it) === meant);
}

/**
 * Sorts a command's words into options and the rest. An option is a plain word (`follow`), the same as a flag
 * (`--follow`), or a flag that npm kept for itself and passed on as `npm_config_follow`.
 * @throws UsageError naming a word that is neither an option nor expected
 */
export function readWords<Option extends string>(
  words: readonly string[],
  options: readonly Option[],
  expected: readonly string[] = [],
  env: NodeJS.ProcessEnv = process.env,
): { options: Set<Option>; rest: string[] } {
  const found = new Set<Option>(options.filter((option) => npmSetting(option, env) === 'true'));
  const rest: string[] = [];
  for (const word of words) {
    const option = options.find((name) => name === word.replace(/^--/, ''));
    if (option) found.add(option);
    else if (expected.includes(word)) rest.push(word);
    else throw new UsageError(notKnown(word, [...expected, ...options]));
  }
  return { options: found, rest };
}

/** A count among a command's words, such as how many lines are wanted, and the words without it. */
export interface Counted {
  count?: number;
  rest: string[];
}

/** @throws UsageError for more than one count */
export function takeCount(words: readonly string[]): Counted {
  const counts = words.filter((word) => /^[1-9]\d*$/.test(word));
  if (counts.length > 1) throw new UsageError(`How many: ${counts.join(' or ')}? Write one number.`);
  return {
    count: counts[0] === undefined ? undefined : Number(counts[0]),
    rest: words.filter((word) => word !== counts[0]),
  };
}

/**
 * The value of `name=…` that npm took as a flag (`--name=…`) for itself; undefined where there is none.
 * @throws UsageError where npm kept the name and left its value among the words
 */
export function keptByNpm(name: string, env: NodeJS.ProcessEnv = process.env): string | undefined {
  const value = npmSetting(name, env);
  if (value !== 'true') return value;
  throw new UsageError(`npm keeps --${name} for itself, and its value has lost its name. Write ${name}=… instead.`);
}

/** What npm passes on of a flag that came without `--` before it. */
export function npmSetting(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return env[`npm_config_${name.replaceAll('-', '_')}`];
}

/**
 * The words with the question for a command's help made a flag: `up help` and `tail TOPIC help` ask for it. (npm keeps
 * `--help` for itself.)
 */
export function askForHelp(words: readonly string[]): string[] {
  const [command, ...rest] = words;
  if (command === undefined || command === 'help') return [...words];
  return rest[0] === 'help' || rest.at(-1) === 'help' ? [command, '--help'] : [...words];
}

/** Words as they are typed in a shell. */
export function typed(words: readonly string[]): string {
  return words.map(quotedForShell).join(' ');
}

function quotedForShell(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return process.platform === 'win32' ? `"${word.replaceAll('"', '\\"')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
