// Digests of source files, which tell whether what was built of them is of today.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** A digest of files: their names and what is in them. */
export async function digestOf(files, root) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const content = await readFile(file);
    hash.update(`${relativeTo(root, file)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}

/** All files below a folder. */
export async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** A path inside a folder, with `/`. */
export function relativeTo(folder, file) {
  return relative(folder, file).split(sep).join('/');
}
