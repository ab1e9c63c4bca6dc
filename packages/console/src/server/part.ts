/** Reads one part of a page; where that fails, what was known last stays, marked as old. */
import type { Part } from '../api/part.js';
import { problemOf } from './problem.js';

export async function readPart<T>(previous: Part<T> | undefined, read: () => Promise<T> | T): Promise<Part<T>> {
  try {
    return { value: await read(), at: new Date().toISOString() };
  } catch (error) {
    return { ...previous, problem: problemOf(error) };
  }
}
