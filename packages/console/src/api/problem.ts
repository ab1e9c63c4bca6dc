/** Something that did not work, in words for the person who looks at the page. */
export interface Problem {
  /** What happened, and where: a sentence. */
  problem: string;
  /** What to do about it; a command stands alone in {@link command}. */
  remedy?: string;
  /** A command for the terminal that mends it, such as `npm run services up`. */
  command?: string;
  /** Tells programs what kind of problem it is. */
  code?: ProblemCode;
}

/**
 * - `kafka-away`, `flink-away`: the service does not answer;
 * - `stale-token`: the page was opened before the console was started again;
 * - `foreign`: the request came from another web page, or under another name than this machine's own;
 * - `not-found`: there is no such thing (any more);
 * - `refused`: what was asked for is not possible now, for a reason that the sentence gives.
 */
export type ProblemCode = 'kafka-away' | 'flink-away' | 'stale-token' | 'foreign' | 'not-found' | 'refused';
