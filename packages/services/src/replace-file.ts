import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Replaces a file in one step. Where there is no room, the file stays as it was, and no half of a new one is left.
 *
 * @param draft a path beside it that nobody else writes
 * @throws whatever the file system says
 */
export function replaceFile(file: string, draft: string, text: string): void {
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
