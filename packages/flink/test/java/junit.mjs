/** Compiles and runs the runner's JUnit tests with what the workbook itself brings: its JRE, its compiler, its set-up. */
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../../../../setup/child.mjs';
import { parseLock } from '../../../../setup/jar-lock.mjs';
import { downloadJars, findBrokenJars } from '../../../../setup/jars.mjs';
import { javaProgram, jreFolder } from '../../../../setup/jre.mjs';
import { cacheFolder, jarsLock, root } from '../../../../setup/places.mjs';
import {
  createEnvironment,
  environmentFolder,
  environmentPython,
  findPython,
  isUsable,
  jreVersion,
} from '../../../../setup/python.mjs';
import { buildRunner, compile } from '../../../../setup/runner.mjs';
import { createStaging } from '../../../../setup/staging.mjs';

const SOURCES = join(root, 'packages', 'flink', 'runner', 'test');

/**
 * Runs all tests.
 *
 * @returns {Promise<{name: string, failure: string | null}[]>} failure: what went wrong, with its stack
 */
export async function runJUnit() {
  const cache = cacheFolder();
  const jarsFolder = join(cache, 'jars');
  const java = javaProgram(jreFolder(cache, await jreVersion()));
  const locked = parseLock(await readFile(jarsLock, 'utf8'));
  const junit = parseLock(await readFile(fileURLToPath(new URL('jars.lock', import.meta.url)), 'utf8'));
  const temporary = await mkdtemp(join(tmpdir(), 'workbook-junit-'));
  try {
    await fetchMissing(junit, cache, jarsFolder);
    await buildRunner({ root, java, jars: locked, jarsFolder, staging: async () => temporary });
    const runner = join(root, 'packages', 'flink', 'dist', 'runner.jar');
    const libraries = [...locked.filter(({ folder }) => folder === 'flink' || folder === 'graal'), ...junit];
    const classPath = [runner, ...libraries.map(({ path }) => join(jarsFolder, path))];
    const compiler = locked.filter(({ folder }) => folder === 'tools').map(({ path }) => join(jarsFolder, path))[0];
    const classes = join(temporary, 'tests');
    await compile({ java, compiler, classPath, sources: SOURCES, classes });
    const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Dorg.slf4j.simpleLogger.defaultLogLevel=off'];
    const paths = ['-cp', [classes, ...classPath].join(delimiter)];
    const { code, stdout, stderr } = await run(java, [...flags, ...paths, 'workbook.RunTests', classes]);
    if (code !== 0) throw new Error(`JUnit did not run to its end.\n${stderr}`);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** JUnit is for those who change the workbook: `npm start` does not download it. */
async function fetchMissing(jars, cache, folder) {
  const { missing, damaged } = await findBrokenJars(jars, folder);
  if (missing.length + damaged.length === 0) return;
  const staging = await createStaging(cache);
  try {
    const python = environmentPython(await environment(cache, staging));
    await downloadJars({ jars: [...missing, ...damaged], folder, python, staging, tell: () => {} });
  } catch (cause) {
    throw new Error('JUnit, which only the tests of the Java need, could not be downloaded: see the cause.', { cause });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The Python environment that fetches jars: the set-up's, which is made again where it is gone. */
async function environment(cache, staging) {
  const kept = await environmentFolder(cache);
  if (await isUsable(kept)) return kept;
  const made = join(staging, 'python');
  await createEnvironment((await findPython()).program, made);
  await rm(kept, { recursive: true, force: true });
  await rename(made, kept);
  return kept;
}
