import { describeFailure } from '@workbook/services';

/** Runs a command: its result is the exit code; a failure ends it with a sentence and exit code 1, never a stack. */
export async function runProgram(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = 1;
  }
}
