/** Reads an answer of lines, each a JSON object, as they come. */

import type { Problem } from '../../api/problem.js';
import type { PageLine } from '../../api/topics.js';
import { ServerProblem } from '../parts/server.js';

/**
 * @param onLines gets the lines that came together
 * @throws ServerProblem when the server refuses, or the connection breaks
 */
export async function readLines(
  path: string,
  onLines: (lines: PageLine[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const response = await fetch(`/api${path}`, { signal });
  if (!response.ok || !response.body) throw new ServerProblem((await response.json()) as Problem);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) onLines(lines.map((line) => JSON.parse(line) as PageLine));
  }
}
