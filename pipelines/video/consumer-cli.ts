/** `npm run video:consumer`: shows frames, or saves them. */
import { runProgram } from '../program/program.js';
import { readSubcommand } from '../program/subcommand.js';
import { CONSUMER } from './consumer-command.js';
import { displayCommand } from './display/display-command.js';
import { saveCommand } from './save/save-command.js';

await runProgram(() => {
  const { subcommand, rest } = readSubcommand({
    command: CONSUMER,
    description: 'Reads video frames from Kafka, and what the Flink job says of them.',
    subcommands: [displayCommand, saveCommand],
  });
  return subcommand.run(rest);
});
