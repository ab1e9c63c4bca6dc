import { meantBy } from '@workbook/terminal';
import { Command, InvalidArgumentError, Option } from 'commander';

interface OptionBasics<Name extends string> {
  name: Name;
  description: string;
  /** What help says instead of the default. */
  defaultText?: string;
}

/** A number that a person may choose on the command line. */
export interface NumberOption<Name extends string = string> extends OptionBasics<Name> {
  default: number;
  min: number;
  max: number;
  whole?: boolean;
}

/** A text that a person may choose on the command line. */
export interface TextOption<Name extends string = string, Choice extends string = string> extends OptionBasics<Name> {
  default: Choice;
  /** The only texts that count. */
  choices?: readonly Choice[];
  /** A sentence that says what is wrong with a text; undefined if nothing is. */
  flaw?: (text: string) => string | undefined;
  /** What help shows in place of the text, such as `<width>x<height>`. */
  placeholder?: string;
}

/** A word that a person may say or not. */
export interface FlagOption<Name extends string = string> extends OptionBasics<Name> {
  default: false;
}

export type CliOption<Name extends string = string> = NumberOption<Name> | TextOption<Name> | FlagOption<Name>;

/** A lone word that a command takes, such as a path. */
export interface CliArgument {
  name: string;
  description: string;
  /** Whether more than one may be given. */
  several?: boolean;
}

export interface Invocation<Options extends CliOption = NumberOption> {
  /** As the person types it, such as `npm run demo`. */
  command: string;
  description: string;
  options: readonly Options[];
  /** Required, if the command takes one. */
  argument?: CliArgument;
}

type ValueOf<O> = O extends { choices: readonly (infer Choice)[] }
  ? Choice
  : O extends { default: number }
    ? number
    : O extends { default: false }
      ? boolean
      : string;

/** The values of options, by name. What a command that takes lone words was given is in `words`. */
export type OptionValues<Options extends CliOption> = {
  [Name in Options['name']]: ValueOf<Extract<Options, { name: Name }>>;
} & { words: string[] };

/**
 * Reads options however they were typed: `--seconds 10`, `--seconds=10`, `seconds 10` or `seconds=10`; a lone number
 * is the first option, if that is a number. npm keeps flags that come without `--` before them for itself, and passes
 * them on as variables `npm_config_…`: these count as well.
 *
 * Prints help or a mistake and ends the process, where it is asked for or made.
 */
export function readOptions<const Options extends CliOption>(
  invocation: Invocation<Options>,
  argv: readonly string[] = process.argv.slice(2),
  env: NodeJS.ProcessEnv = process.env,
): OptionValues<Options> {
  const { command, description, options, argument } = invocation;
  const program: Command = new Command(command)
    .description(description)
    .usage(argument ? `${takes(argument)} [options]` : '[options]')
    .helpOption('-h, --help', 'show this')
    .allowExcessArguments(false)
    .showHelpAfterError(`(all options: ${command} help)`)
    .configureOutput({
      // The word itself says more than how many there are.
      outputError: (text, write) =>
        write(text.startsWith('error: too many arguments') ? `error: unknown option ${surplus()}${meant()}\n` : text),
    });
  const unknown = () => program.args.slice(argument ? 1 : 0);
  const surplus = () =>
    unknown()
      .map((word) => `'${word}'`)
      .join(' ');
  const meant = () => {
    const [name = '', value] = splitOnce(unknown()[0] ?? '');
    const near = meantBy(
      name,
      options.map((option) => option.name),
    );
    return near === undefined ? '' : ` (Did you mean ${value === undefined ? near : `${near}=${value}`}?)`;
  };
  if (argument) program.argument(takes(argument), argument.description);
  for (const option of options) program.addOption(toCommander(option));
  const words = asFlags(options, argv, env);
  if (typeof words === 'string') program.error(words);
  else program.parse(words, { from: 'user' });
  return { ...program.opts(), words: program.args } as unknown as OptionValues<Options>;
}

/** A command's argument as help shows it: `<path>`, or `<path...>` for one or more. */
export function takes({ name, several }: CliArgument): string {
  return several ? `<${name}...>` : `<${name}>`;
}

/** The arguments with every word that names an option turned into a flag; a sentence where that is impossible. */
export function asFlags(
  options: readonly CliOption[],
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
): string[] | string {
  const names = options.map(({ name }) => name);
  const flagNames = options.filter(isFlag).map(({ name }) => name);
  const fromNpm = options.filter((option) => !isFlag(option) && env[`npm_config_${option.name}`] !== undefined);
  const named = fromNpm.filter(({ name }) => env[`npm_config_${name}`] !== 'true');
  const flags = [
    ...flagNames.filter((name) => env[`npm_config_${name}`] === 'true').map((name) => `--${name}`),
    ...named.map(({ name }) => `--${name}=${env[`npm_config_${name}`]}`),
  ];
  // `--speed 60` without `--` before it: npm took the name and left the number among the words.
  const waiting = new Set(fromNpm.filter((option) => !named.includes(option)));
  const firstNumber = typeof options[0]?.default === 'number' ? options[0].name : undefined;
  const words = [...argv];
  while (words.length > 0) {
    const word = words.shift() ?? '';
    const [name = '', value] = splitOnce(word);
    if (word === 'help') flags.push('--help');
    else if (flagNames.includes(word.replace(/^--/, ''))) flags.push(`--${word.replace(/^--/, '')}`);
    else if (names.includes(name)) flags.push(`--${name}=${value ?? words.shift() ?? ''}`);
    else if (names.includes(name.replace(/^--/, '')) && value === undefined) flags.push(word, words.shift() ?? '');
    else {
      const fitting = [...waiting].filter((option) => accepts(option, word));
      if (fitting.length > 1)
        return `npm kept ${fitting.map((it) => `--${it.name}`).join(' and ')} for itself, so the ${isNumber(word) ? 'numbers' : 'words'} have lost their names. Write ${fitting.map((it) => `${it.name}=…`).join(' ')} instead.`;
      for (const option of fitting) waiting.delete(option);
      const owner = fitting[0]?.name ?? (isNumber(word) ? firstNumber : undefined);
      flags.push(owner === undefined ? word : `--${owner}=${word}`);
    }
  }
  const twice = names.find((name) => flags.filter((flag) => isSetting(flag, name)).length > 1);
  return twice === undefined ? flags : `${twice} is there more than once. Write it once.`;
}

const isSetting = (flag: string, name: string) => flag === `--${name}` || flag.startsWith(`--${name}=`);

/** Whether a word that has lost its name may be this option's. */
function accepts(option: CliOption, word: string): boolean {
  if (word.startsWith('-')) return false;
  if (isNumeric(option)) return isNumber(word);
  if (isFlag(option)) return false;
  return option.choices ? option.choices.includes(word) : option.flaw !== undefined && option.flaw(word) === undefined;
}

function splitOnce(word: string): [string, string?] {
  const at = word.indexOf('=');
  return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function isNumber(word: string): boolean {
  return word.trim() !== '' && Number.isFinite(Number(word));
}

function isNumeric(option: CliOption): option is NumberOption {
  return typeof option.default === 'number';
}

function isFlag(option: CliOption): option is FlagOption {
  return option.default === false;
}

function toCommander(option: CliOption): Option {
  const { name, description, defaultText } = option;
  if (isNumeric(option)) {
    return new Option(`--${name} <number>`, description)
      .argParser((text) => parseNumber(option, text))
      .default(option.default, defaultText);
  }
  if (isFlag(option)) return new Option(`--${name}`, description).default(false, defaultText ?? 'no');
  const { choices, placeholder = '<text>', flaw = () => undefined } = option;
  const made = new Option(`--${name} ${placeholder}`, description).default(option.default, defaultText);
  if (choices) return made.choices(choices);
  return made.argParser((text) => {
    const wrong = flaw(text);
    if (wrong !== undefined) throw new InvalidArgumentError(wrong);
    return text;
  });
}

function parseNumber({ min, max, whole }: NumberOption, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
    throw new InvalidArgumentError(`It must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}.`);
  }
  return value;
}
