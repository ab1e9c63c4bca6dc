// The Java half of @workbook/flink: compiled with Eclipse's compiler, which needs no JDK, and packed as a jar.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, relative, sep } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { $ } from 'zx';
import { interrupted } from './child.mjs';
import { digestOf, filesBelow } from './digest.mjs';
import { root } from './places.mjs';
import { Problem } from './problem.mjs';

/** Java 17 is the oldest that a Flink 2 cluster runs on; --release would need a JDK. */
const OPTIONS = ['-source', '17', '-target', '17', '-encoding', 'UTF-8', '-proc:none', '-nowarn'];
const MANIFEST = 'Manifest-Version: 1.0\r\nImplementation-Title: workbook-flink-runner\r\n\r\n';
/** One date for all entries, so that the same sources give the same jar. Zip knows no date before 1980. */
const DATE = new Date(1980, 0, 1, 12);

/**
 * Compiles and packs the runner, if its sources, its class path or the compiler changed since the last time.
 *
 * @param {{root: string, java: string, jars: object[], jarsFolder: string, staging: () => Promise<string>}} options
 *   jars: the parsed lock
 * @returns {Promise<number | undefined>} the jar's size in bytes, or undefined if it was up to date
 */
export async function buildRunner({ root, java, jars, jarsFolder, staging }) {
  const sources = join(root, 'packages', 'flink', 'runner', 'src');
  const target = join(root, 'packages', 'flink', 'dist', 'runner.jar');
  const files = await filesBelow(sources);
  const parts = jars.filter(({ folder }) => ['flink', 'graal', 'tools'].includes(folder));
  const digest = [await digestOf(files, sources), ...OPTIONS, ...parts.map(({ sha256 }) => sha256)].join(' ');
  if (existsSync(target) && (await readFile(`${target}.sources`, 'utf8').catch(() => '')) === digest) return undefined;

  const at = (folder) => parts.filter((jar) => jar.folder === folder).map(({ path }) => join(jarsFolder, path));
  const classes = join(await staging(), 'runner');
  await compile({ java, compiler: at('tools')[0], classPath: [...at('flink'), ...at('graal')], sources, classes });
  const resources = files.filter((file) => !file.endsWith('.java'));
  const jar = await pack([
    ...(await filesBelow(classes)).map((file) => [file, classes]),
    ...resources.map((file) => [file, sources]),
  ]);
  // In a new clone the compiler of the TypeScript beside it may not have made the folder yet.
  await mkdir(dirname(target), { recursive: true });
  await rm(`${target}.sources`, { force: true });
  await writeFile(`${target}.${process.pid}`, jar);
  await rename(`${target}.${process.pid}`, target);
  await writeFile(`${target}.sources`, digest);
  return jar.length;
}

/**
 * Compiles all Java below `sources` into the folder `classes`.
 *
 * @param {{java: string, compiler: string, classPath: string[], sources: string, classes: string}} options
 *   compiler: Eclipse's, a jar
 */
export async function compile({ java, compiler, classPath, sources, classes }) {
  const shell = $({ cwd: sources, signal: interrupted, nothrow: true, quiet: true });
  const paths = ['-cp', classPath.join(delimiter), '-d', classes];
  const { exitCode, stdout, stderr } =
    await shell`${java} -XX:+UseSerialGC -jar ${compiler} ${OPTIONS} ${paths} ${sources}`;
  interrupted.throwIfAborted();
  if (exitCode === 0) return;
  throw new Problem(
    `The Java of the Flink runner (${relative(root, sources)}) does not compile.`,
    'Mend the lines named below, or put the files back as they were (git status shows what changed).',
    `${stdout}\n${stderr}`
      .match(/^\d+\. ERROR[\s\S]*?(?=^-+$)/gm)
      ?.slice(0, 5)
      .join('') ?? stderr,
  );
}

async function pack(files) {
  const entries = { 'META-INF/MANIFEST.MF': strToU8(MANIFEST) };
  const named = files.map(([file, folder]) => [relative(folder, file).split(sep).join('/'), file]);
  for (const [name, file] of named.sort(([a], [b]) => (a < b ? -1 : 1))) entries[name] = await readFile(file);
  return zipSync(entries, { mtime: DATE, level: 6 });
}
