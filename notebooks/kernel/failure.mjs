// What went wrong in a cell, as Jupyter wants it: a name, a sentence and lines to show.
import { inspect } from 'node:util';
import { displayPath } from '@workbook/terminal';
import { explainLimits } from './newer-syntax.mjs';

/** Frames of packages, of this kernel and of Node: of no use to who wrote the cell. */
const INNER_FRAME =
  /[/\\](node_modules|packages[/\\]\w+[/\\]dist|checkpoints[/\\]dist)[/\\]|[/\\]notebooks[/\\]kernel[/\\][\w-]+\.mjs|node:|sigintHandlersWrap|<anonymous>/;
const FRAME = /^\s+at (?:(.*?) \(|async )?(Cell \[\d+\]|[^():]*[^():\d]):(\d+):\d+\)?$/;
const INTERRUPTED = /^(Interrupted asynchronously|Script execution was interrupted by `SIGINT`)$/;

/**
 * The failure that a thrown value stands for: what it says, the line where it was thrown, and the calls that led there.
 *
 * @param {unknown} thrown
 * @param {{lineOf: (file: string, line: number) => string | undefined}} cells
 * @param {{file: string, line?: number}} [awaited] the place that waited for it, for an error that names no place
 * @returns {{ename: string, evalue: string, traceback: string[]}}
 */
export function thrownFailure(thrown, cells, awaited) {
  try {
    return describe(thrown, cells, awaited);
  } catch {
    const evalue = 'Something was thrown that does not let itself be shown.';
    return { ename: 'Thrown', evalue, traceback: [evalue] };
  }
}

function describe(thrown, cells, awaited) {
  if (!(thrown instanceof Error)) {
    const text = inspect(thrown);
    return { ename: 'Thrown', evalue: text, traceback: [`Thrown: ${text}`] };
  }
  if (INTERRUPTED.test(thrown.message)) {
    const evalue = 'The cell was interrupted. What it started in the background goes on until it is stopped.';
    return { ename: 'Interrupted', evalue, traceback: [evalue] };
  }
  return { ename: `${thrown.name}`, evalue: `${thrown.message}`, traceback: traceback(thrown, cells, awaited) };
}

function traceback(error, cells, awaited) {
  const frames = String(error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && !INNER_FRAME.test(line));
  const places = frames.map((frame) => FRAME.exec(frame)).filter(Boolean);
  if (places.length === 0 && awaited?.line) places.push([undefined, undefined, awaited.file, awaited.line]);
  const calls = places.map(([, name, file, line]) => {
    const called = name?.replace(/^(async )?(Proxy|Object)\./, '$1');
    return called ? `    at ${called} (${placeOf(file, line)})` : `    at ${placeOf(file, line)}`;
  });
  const [, , file, line] = places[0] ?? [];
  const source = file && cells.lineOf(file, Number(line));
  return [
    `${error.name}: ${error.message}`,
    ...(source ? [`${placeOf(file, line)}:`, `> ${line} | ${source}`] : []),
    ...calls.filter((call, index) => call !== calls[index - 1]),
    ...(error.cause instanceof Error ? [`Caused by ${error.cause.name}: ${error.cause.message}`] : []),
  ];
}

const placeOf = (file, line) => `${file.startsWith('Cell') ? file : displayPath(file)}, line ${line}`;

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
  for (const { end, fileName, messageText, start } of explainLimits(diagnostics, cell)) {
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
