// From places in what the compiler put out to places in what was written.
import { SourceMap } from 'node:module';
import { frontOf } from './top-level-await.mjs';

/** What tslab puts in front of a cell's output, on its first line. */
const PLAIN_START = '(function(exports, require) { ';
const ASYNC_START = '(async function(exports, require) { ';
/** Lines that tslab puts in front of a cell's source: `export {};`. */
const CELL_PREFIX_LINES = 1;

/** tslab compiles in two steps, so there are two maps. Lines and columns count from 1. */
export class CompiledPositions {
  #maps;
  #startLength;
  #prefixLines;
  #frontLength;

  constructor(maps = [], startLength = 0, prefixLines = 0, frontLength = 0) {
    this.#maps = maps.map((map) => new SourceMap(JSON.parse(map)));
    this.#startLength = startLength;
    this.#prefixLines = prefixLines;
    this.#frontLength = frontLength;
  }

  static ofCell(maps, source, hasToplevelAwait) {
    const start = hasToplevelAwait ? ASYNC_START : PLAIN_START;
    return new CompiledPositions(maps, start.length, CELL_PREFIX_LINES, frontOf(source).length);
  }

  static ofFile(maps) {
    return new CompiledPositions(maps);
  }

  /** @returns {{line: number, column: number} | undefined} */
  locate(line, column) {
    if (this.#maps.length === 0) return undefined;
    let place = { line: line - 1, column: column - 1 - (line === 1 ? this.#startLength : 0) };
    for (const map of this.#maps) {
      const entry = map.findEntry(place.line, Math.max(0, place.column));
      if (entry.originalLine === undefined) return undefined;
      place = { line: entry.originalLine, column: entry.originalColumn };
    }
    const found = place.line - this.#prefixLines;
    if (found < 0) return undefined;
    return { line: found + 1, column: Math.max(0, place.column - (found === 0 ? this.#frontLength : 0)) + 1 };
  }
}
