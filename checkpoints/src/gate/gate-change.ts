/**
 * A wrong solution that is the lesson's own but for a few lines, kept as what changes: a unified diff below the words
 * that declare the mistake. So the mistake is all there is to read, and what the solution gains its wrong ones gain, too.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { applyPatch } from 'diff';
import type { Lesson } from '../lessons/lessons.js';

/** How the name of such a file ends. */
export const CHANGE = '.diff';

/**
 * Makes the change in a copy of the solution, and hands that over as long as it is needed. It lies beside the solution,
 * where its imports hold.
 *
 * @returns what `use` does; undefined where the lines to change are no longer in the solution
 */
export async function withChangedSolution<T>(
  { folder, solution }: Lesson,
  change: string,
  use: (file: string) => Promise<T>,
): Promise<T | undefined> {
  const text = applyPatch(readFileSync(solution, 'utf8'), readFileSync(change, 'utf8'));
  if (text === false) return undefined;
  const file = path.join(folder, `.gate-${path.basename(change, CHANGE)}.ts`);
  writeFileSync(file, text);
  try {
    return await use(file);
  } finally {
    rmSync(file, { force: true });
  }
}
