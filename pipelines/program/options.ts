import { Command, InvalidArgumentError, Option } from 'commander';

/** A number that a person may choose on the command line. */
export interface NumberOption<Name extends string = string> {
  name: Name;
  description: string;
  default: number;
  /** What help says instead of the default. */
  defaultText?: string;
  min: number;
  max: number;
  whole?: boolean;
}

export interface Invocation<Name extends string = string> {
  /** As the person types it, such as `npm run demo`. */
  command: string;
  description: string;
  options: readonly NumberOption<Name>[];
}

/**
 * Reads options however they were typed: `--seconds 10`, `--seconds=10`, `seconds 10` or `seconds=10`; a lone number
 * is the first option. npm keeps flags that come without `--` before them for itself, and passes them on as variables
 * `npm_config_…`: these count as well.
 *
 * Prints help or a mistake and ends the process, where it is asked for or made.
 */
export function readOptions<Name extends string>(
  invocation: Invocation<Name>,
  argv: readonly string[] = process.argv.slice(2),
  env: NodeJS.ProcessEnv = process.env,
): Record<Name, number> {
  const program = new Command(invocation.command)
    .description(invocation.description)
    .usage('[options]')
    .helpOption('-h, --help', 'show this')
    .allowExcessArguments(false)
    .showHelpAfterError(`(all options: ${invocation.command} help)`);
  for (const option of invocation.options) {
    program.addOption(
      new Option(`--${option.name} <number>`, option.description)
        .argParser((text) => parse(option, text))
        .default(option.default, option.defaultText),
    );
  }
  const words = asFlags(invocation.options, argv, env);
  if (typeof words === 'string') program.error(words);
  else program.parse(words, { from: 'user' });
  return program.opts<Record<Name, number>>();
}

/** The arguments with every word turned into a flag; a sentence where that is impossible. */
export function asFlags(
  options: readonly NumberOption[],
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): string[] | string {
  const names = options.map(({ name }) => name);
  const fromNpm = names.filter((name) => env[`npm_config_${name}`] !== undefined);
  const flags = fromNpm
    .filter((name) => env[`npm_config_${name}`] !== 'true')
    .map((name) => `--${name}=${env[`npm_config_${name}`]}`);
  // `--speed 60` without `--` before it: npm took the name and left the number among the words.
  const waiting = fromNpm.filter((name) => env[`npm_config_${name}`] === 'true');
  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const [name = '', value] = word.split('=', 2);
    if (word === 'help') flags.push('--help');
    else if (names.includes(name)) flags.push(`--${name}=${value ?? words.shift() ?? ''}`);
    else if (names.includes(name.replace(/^--/, '')) && value === undefined) flags.push(word, words.shift() ?? '');
    else if (!isNumber(word)) flags.push(word);
    else if (waiting.length > 1)
      return `npm kept ${waiting.map((n) => `--${n}`).join(' and ')} for itself, so the numbers have lost their names. Write ${waiting.map((n) => `${n}=…`).join(' ')} instead.`;
    else flags.push(`--${waiting.pop() ?? names[0]}=${word}`);
  }
  return flags;
}

function isNumber(word: string): boolean {
  return word.trim() !== '' && Number.isFinite(Number(word));
}

function parse({ min, max, whole }: NumberOption, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    throw new InvalidArgumentError(`It must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}.`);
  }
  return value;
}
