import { Command } from 'commander';

/** One of the things that a command can do, named by its first word. */
export interface Subcommand {
  word: string;
  description: string;
  /** What follows the word, such as `<path>`. */
  takes?: string;
}

/**
 * Reads a command's first word: `npm run video:producer generated fps=15` does `generated`.
 *
 * Prints help or a mistake, with the words that exist, and ends the process, where it is asked for or made.
 *
 * @returns the subcommand, and the arguments that are left for it
 */
export function readSubcommand<Sub extends Subcommand>(
  invocation: { command: string; description: string; subcommands: readonly Sub[] },
  argv: readonly string[] = process.argv.slice(2),
): { subcommand: Sub; rest: string[] } {
  const { command, description, subcommands } = invocation;
  const program = new Command(command)
    .description(description)
    .usage('<what> [options]')
    .helpOption('-h, --help', 'show this')
    .helpCommand(false)
    .addHelpText('after', `\nThe options of each: ${command} ${subcommands[0]?.word} help`);
  let chosen: { subcommand: Sub; rest: string[] } | undefined;
  for (const subcommand of subcommands) {
    const { word, takes = '' } = subcommand;
    program
      .command(`${word} ${takes}`.trim())
      .description(subcommand.description)
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .action(() => {});
  }
  const [first, ...rest] = argv;
  const subcommand = subcommands.find(({ word }) => word === first);
  if (subcommand) chosen = { subcommand, rest };
  else if (first === undefined || first === 'help') program.help();
  else program.parse([...argv], { from: 'user' });
  if (!chosen) program.error(`error: say what: ${subcommands.map(({ word }) => word).join(', ')}`);
  return chosen as { subcommand: Sub; rest: string[] };
}
