/** Flink's REST API, see https://nightlies.apache.org/flink/flink-docs-stable/docs/ops/rest_api/ */
import type { Settings } from '@workbook/services';
import { ConsoleProblem, wayBack } from './problem.js';

const ANSWER_MS = 8_000;

export class FlinkRest {
  constructor(private readonly settings: () => Settings) {}

  /** The address of the REST API and the dashboard, without a slash at its end. */
  get url(): string {
    return this.settings().flink.url;
  }

  /**
   * One GET, parsed.
   * @param path begins with `/`; encode what comes from outside
   * @throws ConsoleProblem `flink-away`, or `not-found` for what Flink does not know (any more)
   */
  get<T>(path: string): Promise<T> {
    return this.request<T>('GET', path);
  }

  /**
   * Any request; an answer without a body is undefined.
   * @throws ConsoleProblem `flink-away`, `not-found`, or `refused` with Flink's reason
   */
  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.#fetch(method, path, body);
    const text = await response.text().catch((error: unknown) => {
      throw this.#away(error);
    });
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
    const reason = reasonIn(text);
    if (response.status === 404) throw new ConsoleProblem('not-found', `Flink does not know this: ${reason}`);
    if (response.status >= 500 && reason === '') throw this.#away();
    throw new ConsoleProblem('refused', `Flink refused: ${reason || `HTTP ${response.status}`}`);
  }

  async #fetch(method: string, path: string, body: unknown): Promise<Response> {
    const headers = body === undefined ? undefined : { 'content-type': 'application/json' };
    try {
      return await fetch(`${this.url}${path}`, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    } catch (error) {
      throw this.#away(error);
    }
  }

  #away(cause?: unknown): ConsoleProblem {
    const settings = this.settings();
    const message = `Flink does not answer at ${settings.flink.url.replace(/\/\/[^/@]*@/, '//')}.`;
    return new ConsoleProblem('flink-away', message, { ...wayBack(settings), cause });
  }
}

/** The first line of Flink's own words. */
function reasonIn(text: string): string {
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown };
    return Array.isArray(errors) ? (String(errors[0]).split('\n')[0] ?? '') : '';
  } catch {
    return '';
  }
}
