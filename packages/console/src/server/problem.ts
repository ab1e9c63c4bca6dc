/** What goes wrong, as an answer: a sentence, what to do, and an HTTP status. */
import { describeFailure, type Settings } from '@workbook/services';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem, ProblemCode } from '../api/problem.js';

const STATUS: Readonly<Record<ProblemCode, ContentfulStatusCode>> = {
  'kafka-away': 503,
  'flink-away': 503,
  'stale-token': 403,
  foreign: 403,
  'not-found': 404,
  refused: 409,
};

/** A failure that is told to the page. Throw it from any route; the app makes an answer of it. */
export class ConsoleProblem extends Error {
  override readonly name = 'ConsoleProblem';

  constructor(
    readonly code: ProblemCode,
    message: string,
    private readonly ways: { remedy?: string; command?: string; cause?: unknown } = {},
  ) {
    super(message, { cause: ways.cause });
  }

  get status(): ContentfulStatusCode {
    return STATUS[this.code];
  }

  toJSON(): Problem {
    const { remedy, command } = this.ways;
    return { problem: this.message, remedy, command, code: this.code };
  }
}

/** Any error as the page shows it: never a stack trace. */
export function problemOf(error: unknown): Problem {
  return error instanceof ConsoleProblem ? error.toJSON() : { problem: describeFailure(error) };
}

/** How the services are brought back in this mode. */
export function wayBack({ mode }: Settings): { remedy?: string; command?: string } {
  if (mode === 'external')
    return { remedy: 'Start your cluster, or correct KAFKA_BOOTSTRAP_SERVERS and FLINK_REST_URL and run npm start.' };
  return { command: mode === 'docker' ? 'npm run services up docker' : 'npm run services up' };
}
