/** Checks a job with the TypeScript compiler of its own project. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { frameText } from '@workbook/terminal';
import { unlessAborted } from '../cluster/on-abort.js';
import { FlinkError, JobFileError, JobTypeError } from '../failures/errors.js';
import { compilerCommand } from './compiler-command.js';
import { functionSlip } from './function-slips.js';
import { furtherErrors, withoutUntyped } from './further-errors.js';
import { languageHint, nearbySource } from './language-hints.js';
import { displayPath, formatPosition, type SourcePosition } from './source-positions.js';
import { typeHint } from './type-hints.js';
import { checkWarm } from './warm-compiler.js';

/** More mistakes than these are only named, by their lines: the first ones are usually the cause of the others. */
const SHOWN = 5;

/** The job's own files are checked as strictly as a new project's, if it has no tsconfig.json. */
const DEFAULT_OPTIONS = { target: 'es2023', module: 'nodenext', strict: true, skipLibCheck: true, types: [] };

interface Diagnostic extends SourcePosition {
  code: string;
  message: string;
}

/**
 * Type-checks a job file and what it imports, under the options of the nearest tsconfig.json.
 *
 * @returns false if the project has no TypeScript compiler, so that nothing was checked
 * @throws JobTypeError with the compiler's words and places
 * @throws JobFileError for a file outside the workbook's folder
 */
export async function typeCheck(jobFile: string, signal?: AbortSignal): Promise<boolean> {
  const file = path.resolve(jobFile);
  const typescript = findTypeScript(file);
  if (!typescript) return false;
  const folder = cacheFolder(file);
  const content = configFor(file);
  const ofFile = path.join(folder, `tsconfig-${digest(`${file}\n${process.pid}`)}.json`);
  // Where it has something to say, the ordinary way says it.
  if (await unlessAborted(checkWarm(typescript, ofFile, content), signal)) return true;
  const config = path.join(folder, `tsconfig-${digest(`${file}\n${process.pid}\n${performance.now()}`)}.json`);
  writeFileSync(config, content);
  let output: string;
  try {
    const compiler = await compilerCommand(typescript);
    output = await run(compiler, ['-p', config, '--noEmit', '--pretty', 'false'], path.dirname(file), signal);
  } finally {
    rmSync(config, { force: true });
  }
  const diagnostics = parse(output, path.dirname(file));
  refuseOutside(file, diagnostics);
  if (diagnostics.length > 0) throw explain(file, diagnostics);
  return true;
}

/** The folder of the project's TypeScript, else of this package's. */
function findTypeScript(file: string): string | undefined {
  for (const from of [file, import.meta.url]) {
    try {
      return path.dirname(createRequire(from).resolve('typescript/package.json'));
    } catch {
      // Not installed there.
    }
  }
  return undefined;
}

/** A folder for the compiler's configurations: from there it finds the same packages as the file. */
function cacheFolder(file: string): string {
  const modules = findUpward('node_modules', path.dirname(file));
  if (!modules) throw outside(file);
  const folder = path.join(modules, '.cache', 'workbook-flink');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The text of a configuration for this one file. */
function configFor(file: string): string {
  const base = findUpward('tsconfig.json', path.dirname(file));
  const checked = {
    noEmit: true,
    composite: false,
    incremental: false,
    noUnusedLocals: false,
    noUnusedParameters: false,
    // Of a function's methods some are abstract and others not: nobody should have to know which.
    noImplicitOverride: false,
  };
  return JSON.stringify(
    base
      ? { extends: base, compilerOptions: checked, files: [file], include: [] }
      : { compilerOptions: { ...DEFAULT_OPTIONS, ...checked }, files: [file] },
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function findUpward(name: string, folder: string): string | undefined {
  const candidate = path.join(folder, name);
  if (existsSync(candidate)) return candidate;
  const parent = path.dirname(folder);
  return parent === folder ? undefined : findUpward(name, parent);
}

function run(
  [command, ...first]: [string, ...string[]],
  args: string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, signal, maxBuffer: 16 * 1024 * 1024 };
    execFile(command, [...first, ...args], options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else if (error && !/error TS\d+/.test(stdout))
        reject(new FlinkError(`The TypeScript compiler failed: ${stdout}${stderr}`));
      else resolve(stdout);
    });
  });
}

/** `file(line,column): error TS2322: message`, continued on indented lines. */
function parse(output: string, folder: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const line of output.split(/\r?\n/)) {
    const head = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(line);
    const last = diagnostics.at(-1);
    if (head) {
      const [, file = '', row, column, code = '', message = ''] = head;
      diagnostics.push({ file: path.resolve(folder, file), line: Number(row), column: Number(column), code, message });
    } else if (/^\s+\S/.test(line) && last) {
      last.message += `\n${line}`;
    } else if (/^error TS\d+: /.test(line)) {
      throw new FlinkError(`The TypeScript compiler could not start on this job: ${line}`);
    }
  }
  return diagnostics;
}

/** A file outside the workbook finds none of its packages: what else the compiler says comes of that. */
function refuseOutside(file: string, diagnostics: readonly Diagnostic[]): void {
  const missing = diagnostics.find(({ code, message }) => code === 'TS2307' && message.includes("'@workbook/flink'"));
  if (missing) throw outside(file, missing);
}

function outside(file: string, position?: SourcePosition): JobFileError {
  return new JobFileError(
    `${displayPath(file)} finds no @workbook/flink from where it lies: a job file must lie inside the workbook's folder. ` +
      'Move it there, for example into a new folder beside lessons. Nothing was submitted.',
    position,
  );
}

/** The function in which the mistake is, if the compiler only speaks of what comes of it. */
function behind(diagnostic: Diagnostic, source: string): string[] {
  const { file } = diagnostic;
  const slip = functionSlip(diagnostic, source);
  if (!slip) return [];
  const { line, column, message, advice } = slip;
  const frame = frameText(source, { line, column }) ?? '';
  return [`${formatPosition({ file, line, column })}: ${message}`, advice, frame, 'The compiler says:'];
}

/** The mistakes, without what comes of the first one, too. */
function withoutConsequences(diagnostics: Diagnostic[], source: string): Diagnostic[] {
  const [first, ...others] = diagnostics;
  const slip = first && functionSlip(first, source);
  if (!slip) return diagnostics;
  const isOfSlip = (diagnostic: Diagnostic) => {
    const same = diagnostic.file === first.file ? functionSlip(diagnostic, source) : undefined;
    return same?.line === slip.line && same.column === slip.column;
  };
  return [first, ...others.filter((diagnostic) => !isOfSlip(diagnostic))];
}

function explain(jobFile: string, all: Diagnostic[]): JobTypeError {
  const said = new Set<string>();
  const source = all[0] ? readFileSync(all[0].file, 'utf8') : '';
  const diagnostics = withoutConsequences(withoutUntyped(all), source);
  const shown = diagnostics.slice(0, SHOWN).map((diagnostic, index) => {
    const { file, line, column, code, message } = diagnostic;
    const hint = typeHint(message) ?? languageHint(message, () => nearbySource(file));
    const isNew = hint !== undefined && !said.has(hint);
    if (hint !== undefined) said.add(hint);
    return [
      ...(index === 0 ? behind(diagnostic, source) : []),
      `${formatPosition(diagnostic)}: ${message} (${code})`,
      ...(isNew ? [hint] : []),
      ...(index === 0 ? [frameText(source, { line, column }) ?? ''] : []),
    ]
      .filter(Boolean)
      .join('\n');
  });
  const further = furtherErrors(diagnostics.slice(SHOWN), (file) => (file === jobFile ? undefined : displayPath(file)));
  const count = diagnostics.length === 1 ? 'a type error' : `${diagnostics.length} type errors`;
  return new JobTypeError(
    [
      `${displayPath(jobFile)} has ${count}; nothing was submitted.`,
      ...shown,
      ...(further.length > 0 ? ['Further errors:', ...further] : []),
    ].join('\n'),
    diagnostics,
  );
}
