/** What a job may use: anything that is only JavaScript. Its functions run in the TaskManager's JVM, not in Node. */

import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { frameText } from '@workbook/terminal';
import type { Message, Plugin } from 'esbuild';
import { JobFileError } from '../failures/errors.js';
import { API_FILE, INSTALL_FILE, PRELUDE_FILE } from './library.js';
import { ParsedSource } from './parsed-source.js';
import { formatPosition, type SourcePosition } from './source-positions.js';

const REFUSED = 'needs Node:';

/** A module that is not a file: a function out of a cell, or out of the middle of a file. */
export interface InlineSource {
  code: string;
  /** From where its relative imports start. */
  folder: string;
  /** The cell or file that it was taken from. */
  text: string;
  /** Where the function in it first uses what it imports from a module. */
  uses: ReadonlyMap<string, SourcePosition>;
}

/** Makes the inline module's path differ from that of the file that it was taken from. */
const INLINE_SUFFIX = '?inline';

interface Import {
  importer: string;
  specifier: string;
}

/** Resolves the library's own modules, refuses Node's, and remembers who imports which npm package. */
export class ImportRules {
  readonly #importOfPackage = new Map<string, Import>();
  /** What the author imports and no function of the job may need, as it stands in the import. */
  readonly #leftOut = new Set<string>();

  constructor(
    private readonly jobFile: string,
    private readonly inline?: InlineSource,
  ) {}

  plugin(): Plugin {
    return {
      name: 'job-imports',
      setup: (build) => {
        build.onResolve({ filter: /^workbook:prelude$/ }, () => ({ path: PRELUDE_FILE, sideEffects: true }));
        build.onResolve({ filter: /^workbook:install$/ }, () => ({ path: INSTALL_FILE, sideEffects: true }));
        const { inline } = this;
        if (inline) {
          build.onResolve({ filter: /^workbook:inline$/ }, () => ({ path: this.jobFile + INLINE_SUFFIX }));
          build.onLoad({ filter: /\?inline$/ }, () => ({
            contents: inline.code,
            resolveDir: inline.folder,
            loader: 'js',
          }));
        }
        build.onResolve({ filter: /^@workbook\/flink$/ }, () => ({ path: API_FILE }));
        build.onResolve({ filter: /^[^./]/ }, ({ path: specifier, importer }) => {
          // What nothing uses, esbuild drops.
          if (this.#leftOut.has(specifier)) return { path: specifier, external: true, sideEffects: false };
          if (isBuiltin(specifier)) return { errors: [{ text: `${REFUSED}${specifier}` }] };
          const name = packageOf(specifier);
          if (!this.#importOfPackage.has(name)) this.#importOfPackage.set(name, { importer, specifier });
          return undefined;
        });
        build.onResolve({ filter: /\.node$/ }, ({ path: specifier }) => ({
          errors: [{ text: `${REFUSED}${specifier}` }],
        }));
      },
    };
  }

  /** Leaves the author's import behind a refused one out of the next bundle. False if there is none to leave out. */
  leaveOut(message: Message): boolean {
    const refused = this.#refused(message);
    const specifier = refused?.own?.specifier ?? refused?.builtin;
    if (specifier === undefined || this.#leftOut.has(specifier)) return false;
    this.#leftOut.add(specifier);
    return true;
  }

  /** Whether one of these imports was left out. */
  leavesOut(specifiers: readonly string[]): boolean {
    return specifiers.some((specifier) => this.#leftOut.has(specifier));
  }

  /**
   * The sentence for a refused import, where the job needs what is imported; at the author's own import, if that can't be
   * told. Undefined for any other message.
   */
  async explain(message: Message): Promise<JobFileError | undefined> {
    const refused = this.#refused(message);
    if (!refused) return undefined;
    const { builtin, own } = refused;
    const file = own && this.#fileOf(own);
    const use = own && file === this.jobFile ? await this.#useOf(own.specifier) : undefined;
    const at = use?.place ?? (own ? this.#place(own) : refused.at);
    const what = own
      ? `${use?.through ? `${use.through} uses the package "${own.specifier}", which` : `The package "${own.specifier}"`} needs Node (it uses ${builtin})`
      : `"${builtin}" is a part of Node`;
    return new JobFileError(
      [
        `${formatPosition(at)}: ${what}, and a job can't import it: its functions run in the TaskManager's JVM, where Node ` +
          'does not exist. Do this work in the producer, or in a Node process that the job calls through Async I/O.',
        frameText(this.read(at.file), at),
      ]
        .filter(Boolean)
        .join('\n'),
      at,
    );
  }

  /** The text of a source file; empty if it can't be read. */
  read(file: string): string {
    if (this.inline && file === this.jobFile) return this.inline.text;
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  }

  /** The part of Node behind a message, where it is imported, and the author's import that leads there. */
  #refused({ text, location }: Message): { builtin: string; own: Import | undefined; at: SourcePosition } | undefined {
    const start = text.indexOf(REFUSED);
    if (start < 0 || !location) return undefined;
    const file = path.resolve(path.dirname(this.jobFile), location.file);
    const within = packageOfFile(file);
    return {
      builtin: text.slice(start + REFUSED.length),
      own: within === undefined ? undefined : this.#ownImportOf(within),
      at: { file, line: location.line, column: location.column + 1 },
    };
  }

  /** Follows the packages upward to the import that the author wrote. */
  #ownImportOf(name: string): Import | undefined {
    const seen = new Set<string>();
    for (let current: string | undefined = name; current && !seen.has(current); ) {
      seen.add(current);
      const found = this.#importOfPackage.get(current);
      if (!found) return undefined;
      current = packageOfFile(found.importer);
      if (!current) return found;
    }
    return undefined;
  }

  #fileOf({ importer }: Import): string {
    return importer.endsWith(INLINE_SUFFIX) ? this.jobFile : importer;
  }

  /** Where the job needs what is imported from a module, and the function of the author's between them, if there is one. */
  async #useOf(specifier: string): Promise<{ place: SourcePosition; through?: string } | undefined> {
    if (this.inline) {
      const place = this.inline.uses.get(specifier);
      return place && { place };
    }
    const source = await ParsedSource.of({ file: this.jobFile, text: this.read(this.jobFile) });
    const use = source.defaultUseOf(specifier);
    if (!use) return undefined;
    const isImport = source.declarationOf(use.name)?.kind === 'import';
    return { place: use.place, through: isImport ? undefined : use.name };
  }

  #place(own: Import): SourcePosition {
    const file = this.#fileOf(own);
    const { specifier } = own;
    const lines = this.read(file).split('\n');
    const quoted = new RegExp(`(['"\`])${specifier.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\1`);
    const line = lines.findIndex((text) => quoted.test(text) && /\b(import|from|require|export)\b/.test(text));
    if (line < 0) return { file, line: 1 };
    return { file, line: line + 1, column: (lines[line]?.search(quoted) ?? 0) + 1 };
  }
}

/** `@scope/name` or `name` of a specifier such as `name/sub/path`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function packageOfFile(file: string): string | undefined {
  const parts = file.split(path.sep);
  const at = parts.lastIndexOf('node_modules');
  return at < 0 ? undefined : packageOf(parts.slice(at + 1).join('/'));
}
