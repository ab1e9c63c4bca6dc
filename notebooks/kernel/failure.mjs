// What went wrong in a cell, as Jupyter wants it: a name, a sentence and lines to show.
import { inspect } from 'node:util';

/** Frames of tslab, of this kernel and of Node: of no use to who wrote the cell. */
const INNER_FRAME = /^\s+at .*([/\\]tslab[/\\]dist[/\\]|[/\\]notebooks[/\\]kernel[/\\]|node:|sigintHandlersWrap)/;
/** The line of this kernel that Node shows above an error which was thrown there, as for process.exit. */
const INNER_SOURCE = /^file:.*[/\\]notebooks[/\\]kernel[/\\].*\n[\s\S]*?\n\n/;
const INTERRUPTED = /^(Interrupted asynchronously|Script execution was interrupted by `SIGINT`)$/;

/**
 * The failure that a thrown value stands for.
 *
 * @param {unknown} thrown
 * @returns {{ename: string, evalue: string, traceback: string[]}}
 */
export function thrownFailure(thrown) {
  if (!(thrown instanceof Error)) {
    const text = inspect(thrown);
    return { ename: 'Thrown', evalue: text, traceback: [`Thrown: ${text}`] };
  }
  if (INTERRUPTED.test(thrown.message)) {
    const evalue = 'The cell was interrupted. What it started in the background goes on until it is stopped.';
    return { ename: 'Interrupted', evalue, traceback: [evalue] };
  }
  const lines = inspect(thrown).replace(INNER_SOURCE, '').split('\n');
  return {
    ename: thrown.name,
    evalue: thrown.message,
    traceback: lines.filter((line) => !INNER_FRAME.test(line)),
  };
}

/**
 * The failure of a cell that does not compile: each mistake with its line, underlined.
 *
 * @param {{fileName?: string, start: {line: number, character: number}, end: object, messageText: string}[]} diagnostics
 * @param {string} cell
 */
export function compileFailure(diagnostics, cell) {
  const source = cell.split('\n');
  const traceback = [];
  let place = '';
  for (const { end, fileName, messageText, start } of diagnostics) {
    const here = `${fileName ?? 'This cell'}, line ${start.line + 1}, column ${start.character + 1}`;
    traceback.push(here === place ? `  ${messageText}` : `${here}: ${messageText}`);
    if (here !== place && fileName === undefined) traceback.push(...underlined(source[start.line] ?? '', start, end));
    place = here;
  }
  return { ename: 'TypeScriptError', evalue: traceback[0] ?? 'The cell does not compile.', traceback };
}

function underlined(line, start, end) {
  const last = end.line === start.line ? end.character : line.length;
  const marks = '~'.repeat(Math.max(1, last - start.character));
  return [`  ${line}`, `  ${line.slice(0, start.character).replaceAll(/[^\t]/g, ' ')}${marks}`];
}
