// The TypeScript compiler that tslab uses, with options and a view of the disk that suit a notebook.
// Mends: cells are not type-checked strictly; packages' "exports" are not read; importing a file before it is created
// wedges every later cell ("Unexpected pending rebuildTimer"); a file saved just before a cell runs may be missed.
import { mendAwaitedLines } from './awaited-lines.mjs';
import { Disk } from './disk.mjs';
import { mendEarlierCells } from './earlier-cells.mjs';
import { keepSourceMaps } from './source-maps.mjs';

const COMPILER = '@tslab/typescript-for-tslab';
/** What the compiler says when an import leads nowhere. */
const UNRESOLVED = new Set([2307, 2732, 2792, 7016]);

/**
 * Lays the mended compiler over tslab's own; only what is loaded from tslab afterwards sees it.
 *
 * @param {NodeJS.Require} requireFromTslab
 * @returns {{ts: object, version: string, refresh: () => void, remember: (diagnostics: {code: number}[]) => void,
 *   sourceMaps: (output: string) => string[] | undefined}}
 *   ts is tslab's own; refresh tells the compiler what changed on disk; remember takes the last cell's mistakes, to know what
 *   to look for; sourceMaps gives the maps of what it put out
 */
export function mendCompiler(requireFromTslab) {
  const original = requireFromTslab(COMPILER);
  const disk = new Disk(original.FileWatcherEventKind);
  original.sys.watchFile = disk.watchFile;
  original.sys.watchDirectory = disk.watchDirectory;
  const createWatchCompilerHost = (files, options, ...rest) =>
    withOneTimer(original.createWatchCompilerHost(files, notebookOptions(original, options), ...rest));
  const { sourceMaps, transpileModule } = keepSourceMaps(original);
  const ofEarlierCells = mendEarlierCells(original);
  const visitEachChild = mendAwaitedLines(original, ofEarlierCells.visitEachChild);
  const mended = { ...original, createWatchCompilerHost, transpileModule, ...ofEarlierCells, visitEachChild };
  requireFromTslab.cache[requireFromTslab.resolve(COMPILER)].exports = mended;

  let unresolved = false;
  return {
    ts: original,
    version: original.version,
    sourceMaps,
    refresh: () => {
      disk.tellOfChangedFiles();
      if (unresolved) disk.tellOfNewFiles();
    },
    remember: (diagnostics) => {
      unresolved = diagnostics.some(({ code }) => UNRESOLVED.has(code));
    },
  };
}

function notebookOptions(ts, options) {
  return {
    ...options,
    strict: true,
    inlineSourceMap: true,
    types: ['node'],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: options.lib.map((name) => (name === 'lib.es2022.d.ts' ? 'lib.es2023.d.ts' : name)),
  };
}

/**
 * tslab takes every timer for the one that rebuilds the program, and fails when there are two. The other one would make
 * the compiler look again for what it did not find; rebuilding the program does that too, so it need not run.
 */
function withOneTimer(host) {
  const { setTimeout: setRebuildTimer, clearTimeout: clearRebuildTimer } = host;
  const lookAgain = { name: 'invalidateResolutionsOfFailedLookup' };
  host.setTimeout = (callback, ...rest) =>
    callback.name === lookAgain.name ? lookAgain : setRebuildTimer(callback, ...rest);
  host.clearTimeout = (timer) => {
    if (timer !== lookAgain) clearRebuildTimer(timer);
  };
  return host;
}
