import type { Subcommand } from '../program/subcommand.js';

/** The command, as the person types it. */
export const CONSUMER = 'npm run video:consumer';

/** One of the things that `npm run video:consumer` does. */
export interface ConsumerCommand extends Subcommand {
  /**
   * Runs it with the arguments that follow its word, until it ends by itself or by Ctrl-C.
   *
   * @returns the exit code
   */
  run(argv: readonly string[]): Promise<number>;
}
