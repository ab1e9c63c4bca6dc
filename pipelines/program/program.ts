import { describeFailure } from '@workbook/services';
import { isOutputClosed, watchOutput } from '@workbook/terminal';

/** Runs a command: its result is the exit code; a failure ends it with a sentence and exit code 1, never a stack. One whose
 * output nobody reads any more ends as with Ctrl-C, where it listens to that, and never with 0. */
export async function runProgram(main: () => Promise<number>): Promise<never> {
  let exitCode = 1;
  watchOutput(() => process.exit(1));
  try {
    exitCode = await main();
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
  }
  // A client that was cut off may still wait for an answer, and would keep the process alive.
  process.exit(isOutputClosed() ? 1 : exitCode);
}
