/** Requests to the console's own server. */
import type { Problem } from '../../api/problem.js';
import { TOKEN_HEADER } from '../../api/session.js';
import { refreshSession, token } from '../browser/session.js';

/** What the server could not do, in its own words; show it with `ProblemNote`. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem';
  constructor(readonly problem: Problem) {
    super(problem.problem);
  }
}

const GONE: Problem = { problem: 'The console does not answer.', command: 'npm start' };

/** Any error as something that the page can show. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof ServerProblem) return error.problem;
  return { problem: error instanceof Error ? error.message : String(error) };
}

/**
 * Reads data.
 * @param path below `/api`
 * @throws ServerProblem
 */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await ask(path, { signal }));
}

/**
 * Changes something. When the console was started again since the page was opened, the new token is fetched and the
 * request sent once more: nothing was changed by the first.
 * @throws ServerProblem
 */
export async function change<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const send = async () =>
    ask(path, {
      method,
      headers: { [TOKEN_HEADER]: await token(), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  try {
    return await answerOf<T>(await send());
  } catch (error) {
    if (!(error instanceof ServerProblem) || error.problem.code !== 'stale-token') throw error;
    await refreshSession();
    return answerOf<T>(await send());
  }
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`/api${path}`, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    void refreshSession();
    throw new ServerProblem(GONE);
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const text = await response.text();
  if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
  try {
    throw new ServerProblem(JSON.parse(text) as Problem);
  } catch (error) {
    if (error instanceof ServerProblem) throw error;
    throw new ServerProblem({ problem: `The console answered with HTTP ${response.status}.` });
  }
}
