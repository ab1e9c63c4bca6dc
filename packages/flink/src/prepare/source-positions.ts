/** From a place in bundle.js to the place in the author's TypeScript. */

import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import { frameText, displayPath as relativePath } from '@workbook/terminal';
import { LIBRARY_FOLDERS } from './library.js';
import type { BundlePlace } from './plan-worker.js';

/** A place in a source file. Lines and columns count from 1, as editors do. */
export interface SourcePosition {
  /** Absolute path. */
  file: string;
  line: number;
  /** Missing if only the line is known. */
  column?: number;
  /** The name of the function, if it has one. */
  function?: string;
}

const CELL = /^Cell \[\d+\]$/;

/** The path that stands for a notebook's cell: no file has it. */
export function cellPath(cell: number, folder: string): string {
  return path.join(folder, `Cell [${cell}]`);
}

/** A path as a person at this folder would write it; `Cell [5]` for a notebook's cell. */
export function displayPath(file: string): string {
  return CELL.test(path.basename(file)) ? path.basename(file) : relativePath(file);
}

/** `job.ts:20:11`, the form that editors and terminals turn into a link; `Cell [5], line 3` for a notebook's cell. */
export function formatPosition(at: SourcePosition): string {
  if (CELL.test(path.basename(at.file))) return `${path.basename(at.file)}, line ${at.line}`;
  return [displayPath(at.file), at.line, at.column].filter((part) => part !== undefined).join(':');
}

/** Looks places of one bundle up in its source map. */
export class SourcePositions {
  #map: SourceMap | undefined;

  /**
   * @param mapText the bundle's source map (JSON)
   * @param root the folder that the map's paths start from
   */
  constructor(
    private readonly mapText: string,
    private readonly root: string,
  ) {}

  /** The author's place behind a place of the bundle (both from 1); undefined for the library's and generated code. */
  locate(line: number, column: number): SourcePosition | undefined {
    const entry = this.map.findEntry(line - 1, column - 1);
    if (!('originalSource' in entry) || !entry.originalSource) return undefined;
    const file = path.resolve(this.root, decodeURI(entry.originalSource));
    if (!path.isAbsolute(entry.originalSource) && entry.originalSource.includes(':')) return undefined;
    if (LIBRARY_FOLDERS.some((folder) => file.startsWith(folder + path.sep))) return undefined;
    return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  /** The author's frames of a stack trace's text, innermost first. */
  frames(stack: string): SourcePosition[] {
    const places = stack.matchAll(/(?:at (?:async )?([^\n(]*?) \()?\bbundle\.js:(\d+):(\d+)/g);
    return this.own(
      [...places].map(([, name = '', line, column]) => ({
        function: name,
        line: Number(line),
        column: Number(column),
      })),
    );
  }

  /**
   * The author's places among those of a stack. The library's are left out, and so are those inside npm packages as long
   * as one of the author's own is there.
   */
  own(stack: readonly BundlePlace[]): SourcePosition[] {
    const found = stack.flatMap(({ function: name, line, column }) => {
      const at = this.locate(line, column);
      return at ? [isName(name) ? { ...at, function: name } : at] : [];
    });
    const own = found.filter(({ file }) => !file.includes(`${path.sep}node_modules${path.sep}`));
    return own.length > 0 ? own : found;
  }

  /** A few lines of code around a place, or undefined if the map does not hold the file's text. */
  frame(at: SourcePosition): string | undefined {
    const { sources, sourcesContent } = this.map.payload;
    const index = sources.findIndex((source) => path.resolve(this.root, decodeURI(source)) === at.file);
    const text = (sourcesContent as (string | null)[] | undefined)?.[index];
    return typeof text === 'string' ? frameText(text, at) : undefined;
  }

  private get map(): SourceMap {
    this.#map ??= new SourceMap(JSON.parse(this.mapText) as SourceMapPayload);
    return this.#map;
  }
}

/** Engines have their own words for functions without a name. */
function isName(name: string): boolean {
  return name !== '' && !/^(:|<|\(|Object\.<anonymous>$|eval$|anonymous$)/.test(name);
}
