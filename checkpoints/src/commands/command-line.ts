/** What the learners' commands share at the terminal: words as options, npm's flags, help, failures as sentences. */
import { describeFailure } from '@workbook/services';
import { notKnown, npmSetting, runCommand as runToEnd } from '@workbook/terminal';
import { Command, CommanderError, Option } from 'commander';

/** Exit code of a command that Ctrl-C ended. */
export const INTERRUPTED = 130;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A command as all of them are: with examples in its help, and with sentences for what it doesn't understand.
 *
 * @param name as in `npm run name`
 * @param examples lines of `words  what they do`, for the help
 */
export function learnersCommand(name: string, description: string, examples: readonly (readonly [string, string])[]) {
  const typed = (words: string) => `npm run ${name} ${words}`.trimEnd();
  const width = Math.max(...examples.map(([words]) => typed(words).length));
  const lines = examples.map(([words, what]) => `  ${typed(words).padEnd(width)}  ${what}`);
  return new Command(`npm run ${name}`)
    .description(description)
    .configureOutput({ writeErr: () => undefined })
    .exitOverride()
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** The option of every command that comes to a result. */
export const jsonOption = () => new Option('--json', 'print the result as JSON, for tools (as the word "json" does)');

/**
 * Runs a command to its end and sets the exit code: 0, 1 with a sentence on standard error, or 130 after Ctrl-C.
 * A closed pipe or terminal ends it quietly.
 */
export async function runCommand(command: Command, env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const run = async () => {
    try {
      await command.parseAsync(readWords(command, process.argv.slice(2), env), { from: 'user' });
    } catch (error) {
      // Help was asked for.
      if (!(error instanceof CommanderError && error.exitCode === 0)) throw error;
    }
  };
  await runToEnd(run, (error) => sentence(command, error), leave);
}

function sentence(command: Command, error: unknown): string {
  if (!(error instanceof CommanderError)) return describeFailure(error);
  if (error.code === 'commander.excessArguments') {
    const surplus = command.args[command.registeredArguments.length] ?? '';
    return notKnown(
      surplus,
      command.options.map((option) => `${option.name()}${isSwitch(option) ? '' : '=…'}`),
    );
  }
  const [first = ''] = error.message
    .replace(/^error: /, '')
    .replace(/\.$/, '')
    .split('\n');
  return `${first.charAt(0).toUpperCase()}${first.slice(1)}. "${command.name()} help" says what is possible.`;
}

/** Nobody reads any more: as after Ctrl-C, so that what has begun is undone. */
function leave(): void {
  if (!process.emit('SIGHUP')) process.exit(0);
}

/**
 * The arguments as flags. An option may come as a plain word (`json`, `seed=5`), as a flag (`--json`, `--seed 5`), or as a
 * flag that npm kept for itself and passed on as `npm_config_json`.
 */
export function readWords(command: Command, words: readonly string[], env: NodeJS.ProcessEnv): string[] {
  if (words.includes('help')) return ['--help'];
  const rest = words.flatMap((word) => asFlag(word, command.options));
  for (const option of command.options) {
    const kept = npmSetting(option.name(), env);
    if (kept === undefined || kept === '') continue;
    if (isSwitch(option)) {
      if (kept === 'true') rest.push(`--${option.name()}`);
    } else if (kept === 'true') {
      // npm took `--seed 5` for a switch, and left the value at the end of the words.
      const value = rest.pop();
      rest.push(`--${option.name()}`, ...(value === undefined ? [] : [value]));
    } else {
      rest.push(`--${option.name()}`, kept);
    }
  }
  return rest;
}

const isSwitch = (option: Option) => !option.required && !option.optional;

function asFlag(word: string, options: readonly Option[]): string[] {
  const [name = '', ...value] = word.split('=');
  const option = options.find((each) => each.name() === name);
  if (!option) return [word];
  if (isSwitch(option)) return word === name ? [`--${name}`] : [word];
  return value.length > 0 ? [`--${name}`, value.join('=')] : [word];
}

/**
 * A signal that aborts on Ctrl-C, so that what has begun can be undone. A second Ctrl-C doesn't wait for that.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => (controller.signal.aborted ? process.exit(INTERRUPTED) : controller.abort()));
  }
  return controller.signal;
}

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
