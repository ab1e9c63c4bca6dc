/** Where `submit` was called: in a cell of a notebook, or in a file. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { JobFileError } from '../failures/errors.js';
import { LIBRARY_FOLDERS } from '../prepare/library.js';
import type { WrittenSource } from '../prepare/parsed-source.js';
import { cellPath } from '../prepare/source-positions.js';

export interface SubmissionSite extends WrittenSource {
  /** Where the call is, from 1. */
  line: number;
  column: number;
  /** The folder from which relative imports start. */
  folder: string;
  /** The cells that ran before, the newest first. Their variables are there for this one. */
  earlier: WrittenSource[];
}

/** What the notebooks' kernel tells of its cells (notebooks/kernel/cells.mjs). */
interface CellRegistry {
  sourceOf(cell: number): string | undefined;
  before(cell: number): { number: number; source: string }[];
}

const REGISTRY = Symbol.for('workbook.cells');
const PLACE = /(?:\(|at (?:async )?)((?:file:\/\/)?[^()]*?):(\d+):(\d+)\)?$/;

/**
 * Finds the innermost place in a stack trace that is not this library's.
 *
 * @throws JobFileError if the source can't be had: code that was evaluated from a string
 */
export function findSubmissionSite(stack: string): SubmissionSite {
  for (const frame of stack.split('\n')) {
    const [, where = '', line, column] = PLACE.exec(frame.trim()) ?? [];
    if (where === '' || where.startsWith('node:')) continue;
    const place = { line: Number(line), column: Number(column) };
    const cell = /^Cell \[(\d+)\]$/.exec(where)?.[1];
    if (cell) return siteInCell(Number(cell), place);
    const file = where.startsWith('file:') ? fileURLToPath(where) : where;
    if (!path.isAbsolute(file) || LIBRARY_FOLDERS.some((folder) => file.startsWith(folder + path.sep))) continue;
    return { file, text: readSource(file), folder: path.dirname(file), earlier: [], ...place };
  }
  throw new JobFileError(
    'submit() finds no source of the code that called it. Call it in a file or in a cell of a notebook.',
  );
}

function siteInCell(cell: number, place: { line: number; column: number }): SubmissionSite {
  const cells = (globalThis as { [REGISTRY]?: CellRegistry })[REGISTRY];
  const folder = process.cwd();
  const written = (number: number, text: string) => ({ file: cellPath(number, folder), text });
  return {
    ...written(cell, cells?.sourceOf(cell) ?? ''),
    ...place,
    folder,
    earlier: (cells?.before(cell) ?? []).map(({ number, source }) => written(number, source)),
  };
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new JobFileError(`submit() was called in ${file}, and this file can't be read.`);
  }
}
