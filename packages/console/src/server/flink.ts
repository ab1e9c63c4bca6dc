/** Flink's REST API as the pages ask it: by the client's rule of what is asked again, and with errors that a page can show. */
import { ClusterSlowError, ClusterUnreachableError, FlinkClient, FlinkRest, RestError } from '@workbook/flink';
import type { Settings } from '@workbook/services';
import { ConsoleProblem, wayBack } from './problem.js';

/** A page does not wait for a JobManager that restarts: it says that Flink is away, and asks again. */
const LIMITS = { reconnectMs: 0, transientMs: 5_000, answerMs: 8_000 };
/** Statuses of whatever stands before a Flink that is away. */
const AWAY = [502, 503, 504];

export class FlinkConnection {
  #rest: FlinkRest | undefined;

  constructor(private readonly settings: () => Settings) {}

  /**
   * One GET, parsed.
   * @param path begins with `/`; encode what comes from outside
   * @throws ConsoleProblem `flink-away`, `not-found` for what Flink does not know (any more), `refused` with Flink's reason
   */
  get<T>(path: string): Promise<T> {
    return this.told(() => this.#current().get<T>(path));
  }

  /** A client of this connection: what it asks at the same time as a page is asked once. */
  client(mapsDirectory: string): FlinkClient {
    return new FlinkClient(this.#current(), { mapsDirectory });
  }

  /**
   * Does something with Flink.
   * @throws ConsoleProblem as `get` does; what else is thrown as it is
   */
  async told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ClusterUnreachableError) throw this.#away(error);
      if (!(error instanceof RestError)) throw error;
      if (AWAY.includes(error.status)) throw this.#away(error);
      if (error.status === 404) throw new ConsoleProblem('not-found', `Flink does not know this: ${firstLine(error)}`);
      const reason = error.status >= 500 ? error.message : `Flink refused: ${firstLine(error)}`;
      throw new ConsoleProblem('refused', reason, { cause: error });
    }
  }

  /** The address can change while the console runs. */
  #current(): FlinkRest {
    const { url } = this.settings().flink;
    if (this.#rest?.url !== url.replace(/\/+$/, '')) this.#rest = new FlinkRest(url, LIMITS);
    return this.#rest;
  }

  #away(cause: Error): ConsoleProblem {
    const settings = this.settings();
    const address = settings.flink.url.replace(/\/\/[^/@]*@/, '//');
    const message =
      cause instanceof ClusterSlowError
        ? `Flink at ${address} is too busy to answer.`
        : `Flink does not answer at ${address}.`;
    return new ConsoleProblem('flink-away', message, { ...wayBack(settings), cause });
  }
}

/** The first line of Flink's own words. */
function firstLine({ details, message }: RestError): string {
  return details.trim().split('\n')[0] || message;
}
