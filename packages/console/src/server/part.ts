/** Reads one part of a page; where that fails, what was known last stays, marked as old. */
import type { Part } from '../api/part.js';
import { ConsoleProblem, problemOf } from './problem.js';

export async function readPart<T>(previous: Part<T> | undefined, read: () => Promise<T> | T): Promise<Part<T>> {
  try {
    return { value: await read(), at: new Date().toISOString() };
  } catch (error) {
    return { ...previous, problem: problemOf(error) };
  }
}

/**
 * What is sent to a page that looks at one thing.
 * @throws ConsoleProblem where there never was such a thing: then the page need not ask again
 */
export function requireThere<T>(part: Part<T>): Part<T> {
  const { value, problem } = part;
  if (value !== undefined || problem?.code !== 'not-found') return part;
  throw new ConsoleProblem('not-found', problem.problem, { remedy: problem.remedy });
}
