// The packages' TypeScript, compiled to dist/ when their sources changed.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { $ } from 'zx';
import { digestOfPackage, PACKAGES, stampOf } from './built.mjs';
import { interrupted } from './child.mjs';
import { filesBelow } from './digest.mjs';
import { Problem } from './problem.mjs';

/**
 * Compiles each package whose sources, settings or compiler changed since it was last compiled.
 *
 * @returns {Promise<string[]>} the names of the packages that were compiled
 */
export async function buildPackages(root) {
  const compiled = [];
  for (const name of PACKAGES) {
    if (await buildPackage(root, name)) compiled.push(basename(name));
  }
  return compiled;
}

/** Modules that vitest loads in one piece, as `.bundle.js` beside them: to load a module of its own takes it a while each time. */
const BUNDLED = { checkpoints: ['harness'] };

async function buildPackage(root, name) {
  const folder = join(root, name);
  const digest = await digestOfPackage(root, folder);
  const dist = join(folder, 'dist');
  const stamp = stampOf(folder);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === digest) return false;

  await rm(stamp, { force: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const shell = $({ cwd: root, signal: interrupted, nothrow: true, quiet: true });
  const { exitCode, stdout } = await shell`${process.execPath} ${tsc} -p ${folder} --listEmittedFiles --pretty false`;
  interrupted.throwIfAborted();
  const lines = stdout.split(/\r?\n/);
  if (exitCode !== 0) {
    throw new Problem(
      `${relative(root, folder)} does not compile.`,
      'Mend the lines named below, or put the files back as they were (git status shows what changed).',
      lines
        .filter((line) => /error TS\d+/.test(line))
        .slice(0, 10)
        .join('\n'),
    );
  }
  const emitted = lines.filter((line) => line.startsWith('TSFILE: ')).map((line) => line.slice('TSFILE: '.length));
  await removeOrphans(dist, new Set(emitted.map((file) => join(file))));
  await bundle(dist, BUNDLED[name] ?? []);
  await writeFile(stamp, digest);
  return true;
}

/** Removes what an earlier compilation left of sources that are gone. What is bundled for a browser is not the compiler's. */
async function removeOrphans(dist, emitted) {
  const compiled = (file) => /\.(js|d\.ts|js\.map)$/.test(file) && !relative(dist, file).startsWith(`public${sep}`);
  const files = (await filesBelow(dist)).filter(compiled);
  await Promise.all(files.filter((file) => !emitted.has(file)).map((file) => rm(file)));
}

/**
 * Puts a module, those in the folder of its name and what they import of the package into one file; other packages stay
 * outside. Of each module in the folder, all exports are exported together, so that whoever loads the file can reach them.
 */
async function bundle(dist, modules) {
  if (modules.length === 0) return;
  const { build } = await import('esbuild');
  for (const module of modules) {
    const parts = (await filesBelow(join(dist, module))).filter((file) => file.endsWith('.js'));
    const lines = parts.map((file, at) => `export * as part${at} from './${module}/${basename(file)}';`);
    await build({
      stdin: { contents: [`export * from './${module}.js';`, ...lines].join('\n'), resolveDir: dist },
      outfile: join(dist, `${module}.bundle.js`),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      packages: 'external',
      logLevel: 'silent',
    });
  }
}
