// Mends: when a file changes that an imported file imports, the imported file goes on with the old one. tslab evaluates
// again only the files that changed; here also those that import them, directly or through others.
import { posix } from 'node:path';

/**
 * Adds to what tslab evaluates again the files that depend on it.
 *
 * @param {(declarations: string, cell: string) => {sideOutputs?: {path: string, data: string}[]}} convert
 *   its sideOutputs are the compiled files that changed, path with `/` and ending in `.js`
 */
export function mendChangedImports(convert) {
  const compiled = new Map();
  return (declarations, cell) => {
    const result = convert(declarations, cell);
    if (!result.sideOutputs) return result;
    const stale = new Set();
    for (const { data, path } of result.sideOutputs) {
      compiled.set(path, data);
      stale.add(path);
    }
    addImporters(compiled, stale);
    return { ...result, sideOutputs: [...stale].map((path) => ({ path, data: compiled.get(path) })) };
  };
}

/** Adds to `stale` the files that import one of it, until there are no more. */
function addImporters(compiled, stale) {
  let before;
  do {
    before = stale.size;
    for (const [path, data] of compiled) {
      if (!stale.has(path) && importsOf(path, data).some((imported) => stale.has(imported))) stale.add(path);
    }
  } while (stale.size > before);
}

function importsOf(path, data) {
  return [...data.matchAll(/\brequire\("(\.[^"]*)"\)/g)].map(([, name]) => {
    const file = posix.join(posix.dirname(path), name);
    return posix.extname(file) === '' ? `${file}.js` : file;
  });
}
