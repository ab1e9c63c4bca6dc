// Runs cells and keeps what went wrong in the last one.
// Mends: a promise that is rejected, or an error that is thrown in a callback, while a cell runs leaves the cell green;
// process.exit in a cell ends the kernel and with it everything the notebook has computed; so does an error that is thrown
// after the cell and can't be shown.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { takeAwaitedLine } from './awaited-lines.mjs';
import { drawWhatIsDue } from './due-drawings.mjs';
import { compileFailure, thrownFailure } from './failure.mjs';

/** Here tslab keeps what cells see as `exports` and `require`. */
const TSLAB = '__tslab__';

/**
 * @param {(rootDir: string, converters: object, console: object) => object} createExecutor tslab's own
 * @param {object} converter tslab's converter for Node
 * @param {import('./cells.mjs').Cells} cells
 * @param {import('./declarations.mjs').Declarations} declarations
 * @returns {{execute: (cell: string, number: number) => Promise<boolean>, failure: () => object}} tslab's executor, with `failure` for what
 *   the last cell failed with
 */
export function createCellExecutor(createExecutor, converter, cells, declarations) {
  let thrown = [];
  let diagnostics = [];
  let cell = '';
  let current;
  let running = false;
  /** Where the last cell waited for what it threw. */
  let awaited;

  // tslab hands over what it takes for known, which is less.
  const convert = (_, source) => {
    const result = converter.convert(declarations.known, source);
    diagnostics = result.diagnostics;
    cells.compiled(result);
    if (diagnostics.length === 0) globalThis[TSLAB].exports = declarations.begin(result, executor.locals);
    return result;
  };
  const inspect = (_, ...cell) => converter.inspect(declarations.known, ...cell);
  const complete = (_, ...cell) => converter.complete(declarations.known, ...cell);
  const node = { ...converter, convert, inspect, complete };
  const executor = createExecutor(
    process.cwd(),
    { node, browser: node, close: () => converter.close() },
    // tslab prints a cell's value with log, and with error what the cell threw or where it does not compile.
    {
      log: console.log,
      error: (...args) => {
        if (args.length > 1) return;
        if (thrown.length === 0) awaited = { file: `Cell [${current}]`, line: takeAwaitedLine() };
        thrown.push(args[0]);
      },
    },
  );

  const onStray = (error) => {
    if (running) thrown = thrown.length > 0 ? thrown : [error];
    else tell(thrownFailure(error, cells));
  };
  // Of the kernel's own output, before a cell runs: whoever read it may be gone.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
  process.on('uncaughtException', onStray);
  process.on('unhandledRejection', onStray);
  process.on('SIGINT', () => executor.interrupt());
  process.exit = refuseExit;

  return {
    ...executor,
    execute: async (source, number) => {
      thrown = [];
      takeAwaitedLine();
      awaited = undefined;
      current = number;
      diagnostics = [];
      cell = source;
      running = true;
      cells.begin(number, source);
      try {
        const succeeded = await executor.execute(source);
        drawWhatIsDue();
        await nextTurn(); // Node reports unhandled rejections after the turn in which they happened
        declarations.end(succeeded);
        return succeeded && thrown.length === 0;
      } finally {
        running = false;
      }
    },
    failure: () => (thrown.length > 0 ? thrownFailure(thrown[0], cells, awaited) : compileFailure(diagnostics, cell)),
  };
}

/** A cell may have laid its own function over `write`: an error in it would be the kernel's end. */
function tell({ traceback }) {
  try {
    process.stderr.write(`${traceback.join('\n')}\n`);
  } catch {
    // There is nobody left to tell.
  }
}

function refuseExit() {
  throw new Error('process.exit would end the kernel of this notebook. To end the cell early, throw an error.');
}
