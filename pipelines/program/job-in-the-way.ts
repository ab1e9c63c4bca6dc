import { type FlinkClient, hasEnded, UnknownJobError } from '@workbook/flink';

/** How long a job may take to end whose program was killed, in ms: its guard ends it. */
const ENDING_MS = 30_000;

/** Another job writes to the topics that this one would write to. */
export class JobInTheWayError extends Error {
  override readonly name = 'JobInTheWayError';
  /** Which job it is, and what it does, in a sentence. */
  readonly what: string;
  readonly #client: FlinkClient;
  readonly #jobId: string;

  constructor(client: FlinkClient, jobName: string, jobId: string) {
    const id = jobId.slice(0, 8);
    const what = `The job "${jobName}" (${id}) runs in Flink and writes to the same topics.`;
    super(
      `${what} The results of the two would mix. End the program that started it with Ctrl-C, ` +
        `or the job with "npm run flink cancel ${id}". Then run this again.`,
    );
    this.what = what;
    this.#client = client;
    this.#jobId = jobId;
  }

  /** Waits for its end for a while. Returns whether it has ended. */
  async untilEnded(signal: AbortSignal): Promise<boolean> {
    try {
      const job = await this.#client.job(this.#jobId);
      return hasEnded((await job.waitForEnd({ timeoutMs: ENDING_MS, signal })).state);
    } catch (error) {
      if (signal.aborted) throw error;
      return error instanceof UnknownJobError;
    }
  }
}
