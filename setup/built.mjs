// Whether what was compiled of a package is of its sources as they are.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { digestOf, filesBelow, relativeTo } from './digest.mjs';

/** Those that others import come first. */
export const PACKAGES = [
  'packages/terminal',
  'packages/services',
  'packages/kafka',
  'packages/flink',
  'packages/notebook',
  'checkpoints',
  'packages/console',
];

/** The file beside what was compiled that holds the digest of its sources. */
export const stampOf = (folder) => join(folder, 'dist', '.sources');

/** A digest of everything that a package is compiled of. */
export async function digestOfPackage(root, folder) {
  const settings = [join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.json'), join(folder, 'package.json')];
  const compiler = join(root, 'node_modules', 'typescript', 'package.json');
  return digestOf([...(await filesBelow(join(folder, 'src'))), ...settings, compiler], root);
}

/**
 * A source file that was changed after its package was compiled. Files are read only where their dates say that this may
 * be so; where they are the same after all, the stamp gets a new date, and nobody reads them again.
 *
 * @returns {Promise<string | undefined>} its path in the clone
 */
export async function changedSource(root) {
  for (const name of PACKAGES) {
    const folder = join(root, name);
    const stamp = stampOf(folder);
    if (!existsSync(stamp)) continue;
    const file = newerThan(statSync(stamp).mtimeMs, join(folder, 'src'));
    if (!file) continue;
    if ((await readFile(stamp, 'utf8')) !== (await digestOfPackage(root, folder))) return relativeTo(root, file);
    const now = new Date();
    await utimes(stamp, now, now);
  }
  return undefined;
}

function newerThan(time, folder) {
  const files = readdirSync(folder, { recursive: true }).map((file) => join(folder, file));
  return files.find((file) => {
    const found = statSync(file, { throwIfNoEntry: false });
    return found?.isFile() && found.mtimeMs > time;
  });
}
