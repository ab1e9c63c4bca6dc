// The console's page: bundled for the browser to packages/console/dist/public, when something of it changed.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { throwIfInterrupted } from './child.mjs';
import { digestOf, filesBelow } from './digest.mjs';
import { Problem } from './problem.mjs';

const CONSOLE = join('packages', 'console');
/** Everything that ends up in the page beside its own sources. */
const LIBRARIES = ['preact', '@observablehq/plot', 'esbuild'];
const STAMP = '.sources';
/** The files that the HTML names, by the names that stand in it. */
const ENTRIES = { 'main.js': 'main.tsx', 'theme.js': 'theme.ts', 'icon.svg': 'icon.svg' };

/**
 * Bundles the page into a folder of its own, which then takes the place of the one before.
 *
 * @param {string} root the folder of this clone
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function buildConsolePage(root) {
  const source = join(root, CONSOLE, 'src');
  const digest = await digestOf(await inputs(root, source), root);
  const target = join(root, CONSOLE, 'dist', 'public');
  if ((await readFile(join(target, STAMP), 'utf8').catch(() => '')) === digest) return false;

  const draft = `${target}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  const { names, preloads } = await bundle(root, join(source, 'client'), join(draft, 'assets'));
  const html = await readFile(join(source, 'client', 'index.html'), 'utf8');
  await writeFile(
    join(draft, 'index.html'),
    html
      .replace('{{preloads}}', preloads.map((name) => `<link rel="modulepreload" href="/assets/${name}">`).join(''))
      .replace(/\{\{([\w.]+)\}\}/g, (_, name) => `/assets/${names.get(name)}`),
  );
  await writeFile(join(draft, STAMP), digest);
  await rm(target, { recursive: true, force: true });
  await rename(draft, target);
  return true;
}

async function inputs(root, source) {
  const own = [...(await filesBelow(join(source, 'client'))), ...(await filesBelow(join(source, 'api')))];
  const libraries = LIBRARIES.map((name) => join(root, 'node_modules', name, 'package.json'));
  const palette = join(root, 'packages', 'notebook', 'dist', 'palette.js');
  const shared = [
    join(root, 'packages', 'terminal', 'dist', 'escape.js'),
    join(root, 'packages', 'terminal', 'dist', 'local-time.js'),
    join(root, 'packages', 'kafka', 'dist', 'message-time.js'),
  ];
  return [...own, ...libraries, palette, ...shared, join(root, 'setup', 'console-page.mjs')];
}

/** Resolves to the names of the bundled files, by the names in the HTML, and to those that the browser would ask for last. */
async function bundle(root, client, folder) {
  const { build } = await import('esbuild');
  const options = {
    absWorkingDir: root,
    entryPoints: Object.values(ENTRIES).map((name) => join(client, name)),
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    metafile: true,
    logLevel: 'silent',
  };
  const { metafile } = await build(options).catch(async (error) => {
    // esbuild works in a child process.
    if (!error.errors) await throwIfInterrupted();
    const details = (error.errors ?? [])
      .slice(0, 10)
      .map(({ location, text }) => `${location ? `${location.file}:${location.line}: ` : ''}${text}`)
      .join('\n');
    throw new Problem(
      'The console’s page does not build.',
      'Mend the lines named below, or put the files back as they were (git status shows what changed).',
      details || error.message,
    );
  });
  const names = new Map();
  const preloads = [];
  for (const [output, { entryPoint, cssBundle, imports }] of Object.entries(metafile.outputs)) {
    const entry = Object.keys(ENTRIES).find((name) => entryPoint === relative(root, join(client, ENTRIES[name])));
    if (!entry) continue;
    names.set(entry, basename(output));
    for (const { path, kind } of imports) if (kind === 'import-statement') preloads.push(basename(path));
    if (cssBundle) names.set(entry.replace(/\.js$/, '.css'), basename(cssBundle));
  }
  return { names, preloads };
}
