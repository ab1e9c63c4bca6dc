// The cells that ran, as they were written.
// Mends: stack traces name places in what tslab made of a cell ("evalmachine.<anonymous>:12:7") instead of the cell's own
// lines, and places in what it made of an imported file.
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { CompiledPositions } from './compiled-positions.mjs';

/** Under this name `submit` of @workbook/flink finds the cells: the source of the one that it is called in, and earlier ones. */
const REGISTRY = Symbol.for('workbook.cells');
const CELL_PLACE = /(Cell \[(\d+)\]):(\d+):(\d+)/;
const FILE_PLACE = /(\/[^():]+\.js):(\d+):(\d+)/;

export class Cells {
  #cells = new Map();
  #files = new Map();
  #running;
  #transpiled;
  #plain;

  /**
   * @param {(output: string) => string[] | undefined} transpiled the source maps of what the compiler put out, last step first
   * @param {(cell: string) => string} plain a cell with imports in the place of re-exports
   */
  constructor(transpiled, plain) {
    this.#transpiled = transpiled;
    this.#plain = plain;
  }

  /** From now on stack traces name the lines of cells and imported files, and `submit` finds the cells. */
  install() {
    globalThis[REGISTRY] = {
      sourceOf: (number) => this.#cells.get(number)?.source,
      before: (number) => this.#ranBefore(number),
    };
    Error.prepareStackTrace = (error, sites) =>
      [errorText(error), ...sites.map((site) => `    at ${this.#inSource(String(site))}`)].join('\n');
    const { runInThisContext } = vm;
    // tslab alone asks for breakOnSigint.
    vm.runInThisContext = (code, options) =>
      options?.breakOnSigint && this.#running
        ? runInThisContext(code, { ...options, filename: `Cell [${this.#running.number}]` })
        : runInThisContext(code, options);
  }

  /** A cell begins to run. */
  begin(number, source) {
    this.#running = { number, source, ran: false };
    this.#cells.set(number, this.#running);
  }

  /** What the running cell and the files that it imports were compiled to. */
  compiled({ hasToplevelAwait, output, sideOutputs = [] }) {
    const cell = this.#running;
    if (output !== undefined) {
      cell.ran = true;
      cell.positions = CompiledPositions.ofCell(this.#transpiled(output), cell.source, hasToplevelAwait);
    }
    for (const { data, path } of sideOutputs) this.#files.set(path, CompiledPositions.ofFile(this.#transpiled(data)));
  }

  /** A line, from 1, of a cell, named as in stack traces, or of an imported file; undefined where there is none. */
  lineOf(file, line) {
    const number = /^Cell \[(\d+)\]$/.exec(file)?.[1];
    const source = number ? this.#cells.get(Number(number))?.source : readText(file);
    return source?.split('\n')[line - 1];
  }

  /** The newest first; also those that threw, for what they declared before is there. */
  #ranBefore(number) {
    const cells = [...this.#cells.values()].filter((cell) => cell.number < number && cell.ran).reverse();
    return cells.map((cell) => ({ number: cell.number, source: this.#plain(cell.source) }));
  }

  #inSource(site) {
    const cell = CELL_PLACE.exec(site);
    if (cell) {
      const [text, name, number, line, column] = cell;
      const place = this.#cells.get(Number(number))?.positions?.locate(Number(line), Number(column));
      return place ? site.replace(text, `${name}:${place.line}:${place.column}`) : site;
    }
    const file = FILE_PLACE.exec(site);
    if (!file) return site;
    const [text, name, line, column] = file;
    const place = this.#files.get(name)?.locate(Number(line), Number(column));
    return place ? site.replace(text, `${name.replace(/\.js$/, '.ts')}:${place.line}:${place.column}`) : site;
  }
}

function errorText(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
