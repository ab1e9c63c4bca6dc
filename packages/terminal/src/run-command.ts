import { watchOutput } from './closed-output.js';
import { paint } from './colours.js';

export function print(text = ''): void {
  process.stdout.write(`${text}\n`);
}

/** Leaves Node's warnings of timers in the past unsaid: kafkajs sets such timers. Other warnings are a line each. */
function hideTimerWarnings(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'TimeoutNegativeWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`);
  });
}

/**
 * Runs a command to its end: a failure becomes a sentence on standard error and exit code 1; a closed pipe ends it quietly.
 *
 * @param describe the sentence for a failure
 * @param onClosed what is done when nobody reads the output any more; the process ends, if not said otherwise
 */
export async function runCommand(
  command: () => Promise<unknown>,
  describe: (failure: unknown) => string,
  onClosed: () => void = () => process.exit(0),
): Promise<void> {
  hideTimerWarnings();
  watchOutput(onClosed);
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${paint('red', describe(error), process.stderr)}\n`);
    process.exitCode = 1;
  }
}
