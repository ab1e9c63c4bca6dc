// The notebooks' TypeScript kernel: tslab, with its traps mended from outside. Each mend is a file of its own, which says
// what it mends; nothing in node_modules is changed, and tslab is pinned, for the mends know its inside.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Cells } from './cells.mjs';
import { mendChangedImports } from './changed-imports.mjs';
import { mendCompiler } from './compiler.mjs';
import { Declarations } from './declarations.mjs';
import { createCellExecutor } from './executor.mjs';
import { endSoon, endWithParent } from './lifetime.mjs';
import { mendModuleSyntax, plainCell } from './module-syntax.mjs';
import { mendBreakdown } from './newer-syntax.mjs';
import { createServer } from './server.mjs';
import { mendTopLevelAwait } from './top-level-await.mjs';

/**
 * Starts the kernel. Cells see the workbook's folder as theirs: `@workbook/flink`, npm packages, and files as
 * `./pipelines/transactions/generator`, wherever the notebook lies.
 *
 * @param {string} workbook the workbook's folder
 * @param {string} configPath Jupyter's connection file
 */
export async function startKernel(workbook, configPath) {
  const exit = process.exit.bind(process, 0);
  endWithParent(exit);
  process.chdir(workbook);
  const requireFromWorkbook = createRequire(join(workbook, 'package.json'));
  const requireFromTslab = createRequire(requireFromWorkbook.resolve('tslab/package.json'));

  const compiler = mendCompiler(requireFromTslab);
  const { createConverter } = requireFromTslab('./dist/converter.js');
  const converter = onceNeeded(() => createConverter({ isJS: false, isBrowser: false }));
  const { ts } = compiler;
  const compile = mendTopLevelAwait((...args) => converter().convert(...args));
  const convert = mendBreakdown(mendChangedImports(mendModuleSyntax(ts, compile)));
  const mended = {
    addModule: (...args) => converter().addModule(...args),
    close: () => converter().close(),
    complete: (...args) => converter().complete(...args),
    inspect: (...args) => converter().inspect(...args),
    convert: (declarations, cell) => {
      compiler.refresh();
      const result = convert(declarations, cell);
      compiler.remember(result.diagnostics);
      return result;
    },
  };

  const { createExecutor } = requireFromTslab('./dist/executor.js');
  const cells = new Cells(compiler.sourceMaps, (cell) => plainCell(ts, cell));
  cells.install();
  const executor = createCellExecutor(createExecutor, mended, cells, new Declarations(ts));
  const server = createServer(requireFromTslab('./dist/jupyter.js'), executor, {
    configPath,
    version: compiler.version,
    onReady: converter,
    onClose: () => endSoon(exit),
  });
  await server.init();
}

/** The converter reads the types of Node, which takes a second: the kernel says before that it is there. */
function onceNeeded(make) {
  let made;
  return () => {
    made ??= make();
    return made;
  };
}
