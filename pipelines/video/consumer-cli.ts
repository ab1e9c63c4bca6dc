/** `npm run video:consumer`: shows frames, tells what the analysis finds, or saves frames. */
import { runProgram } from '../program/program.js';
import { readSubcommand } from '../program/subcommand.js';
import { analyzeCommand } from './analyze-command.js';
import { CONSUMER } from './consumer-command.js';
import { displayCommand } from './display/display-command.js';
import { saveCommand } from './save/save-command.js';

await runProgram(() => {
  const { subcommand, rest } = readSubcommand({
    command: CONSUMER,
    description: 'Reads video frames from Kafka, and what the Flink job says of them.',
    subcommands: [displayCommand, analyzeCommand, saveCommand],
  });
  return subcommand.run(rest);
});
