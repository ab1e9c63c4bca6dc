/** From a job file to one script that GraalJS can evaluate. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { frameText, nearest } from '@workbook/terminal';
import type { BuildFailure, BuildOptions, Message } from 'esbuild';
import { BundlerEndedError, JobFileError } from '../failures/errors.js';
import { ImportRules, type InlineSource } from './import-rules.js';
import { displayPath, formatPosition, type SourcePosition, SourcePositions } from './source-positions.js';

/** How long this process may take to hear of a signal that has ended esbuild, in ms. */
const HEARING_MS = 200;

/** A job's code, ready for the cluster. The source map stays on this side. */
export class JobBundle {
  #positions: SourcePositions | undefined;

  constructor(
    /** The job file, absolute. */
    readonly file: string,
    /** One script: the runtime's prelude, the author's module with all it imports, the runtime. */
    readonly code: string,
    /** The source map of `code`, as JSON; its paths start from the job file's folder. */
    readonly map: string,
  ) {}

  /** Finds the author's lines behind places of `code`. */
  get positions(): SourcePositions {
    this.#positions ??= new SourcePositions(this.map, path.dirname(this.file));
    return this.#positions;
  }
}

/**
 * Bundles a job file with everything its job uses.
 *
 * @throws JobFileError if the file is missing, has a syntax error, has no default export, or its job uses something that
 *   needs Node: functions run inside Flink's TaskManager
 */
export async function bundleJob(jobFile: string): Promise<JobBundle> {
  const file = path.resolve(jobFile);
  refuseMissing(file);
  return bundleEntry({ file, contents: entryModule(file) });
}

/** What a bundle is made of. */
export interface BundleEntry {
  /** The file, or the cell, that the job is written in: an absolute path. */
  file: string;
  /** The first module's text. The order of its imports matters: clock and randomness are fixed before the author's code. */
  contents: string;
  /** What `workbook:inline` means in it. */
  inline?: InlineSource;
}

/**
 * Bundles a first module with everything it uses. A file may hold more than a job, such as the function that a program in
 * Node serves to it: what only that needs is left out.
 *
 * @throws JobFileError as `bundleJob` does
 */
export async function bundleEntry(entry: BundleEntry): Promise<JobBundle> {
  const { file, inline } = entry;
  const rules = new ImportRules(file, inline);
  let refused: Message | undefined;
  for (;;) {
    const result = await bundleWith(rules, entry);
    if ('text' in result) {
      // Once more without what is imported there: it may be that no function of the job needs it.
      if (!rules.leaveOut(result)) throw await explainBuildError(file, result, rules);
      refused ??= result;
    } else {
      if (refused && rules.leavesOut(result.imports)) throw await explainBuildError(file, refused, rules);
      return new JobBundle(file, result.code, result.map);
    }
  }
}

/** The bundle, with the imports that are left in it, or what is wrong. */
async function bundleWith(
  rules: ImportRules,
  { contents, file }: BundleEntry,
): Promise<{ code: string; map: string; imports: string[] } | Message> {
  const { build } = await import('esbuild');
  const options = {
    stdin: {
      contents,
      resolveDir: path.dirname(file),
      sourcefile: 'start-of-job.js',
      loader: 'js',
    },
    plugins: [rules.plugin()],
    bundle: true,
    format: 'iife',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2023',
    banner: { js: '"use strict";' },
    sourcemap: 'external',
    outfile: 'bundle.js',
    write: false,
    metafile: true,
    absWorkingDir: path.dirname(file),
    logLevel: 'silent',
  } satisfies BuildOptions;
  try {
    const { metafile, outputFiles } = await build(options);
    const text = (suffix: string) => outputFiles.find((output) => output.path.endsWith(suffix))?.text ?? '';
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map((item) => item.path));
    return { code: text('bundle.js'), map: text('.map'), imports };
  } catch (error) {
    const [first] = (error as BuildFailure).errors ?? [];
    if (first) return first;
    if (!(error instanceof Error && /^The service (?:was stopped|is no longer running)/.test(error.message)))
      throw error;
    // esbuild works in a child process. A Ctrl-C in the terminal ends that, too, maybe before this process has heard of it.
    await delay(HEARING_MS);
    throw new BundlerEndedError();
  }
}

function entryModule(file: string): string {
  const shown = JSON.stringify(displayPath(file));
  return `
import 'workbook:prelude';
import job from ${JSON.stringify(file)};
import { install } from 'workbook:install';
if (typeof job?.buildGraph !== 'function') {
  throw Object.assign(new Error('The default export of ' + ${shown} + ' is ' +
    (typeof job === 'function' ? 'a function' : job === null ? 'null' : typeof job === 'object' ? 'an object' : 'a ' + typeof job) +
    ', not a job. Write: export default defineJob("name", (env, args) => { ... })'), { name: 'NotAJob' });
}
install(job);
`;
}

function refuseMissing(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isFile()) return;
  if (existsSync(file))
    throw new JobFileError(`${displayPath(file)} is a folder. Name the job's file, such as job.ts.`);
  const folder = path.dirname(file);
  if (!existsSync(folder)) {
    throw new JobFileError(
      `There is no job file ${displayPath(file)}: the folder ${displayPath(folder)} does not exist.`,
    );
  }
  const candidates = readdirSync(folder).filter((name) => /\.[cm]?[jt]s$/.test(name));
  const close = nearest(path.basename(file), candidates);
  const suggestion = close ? ` Did you mean ${displayPath(path.join(folder, close))}?` : '';
  throw new JobFileError(`There is no job file ${displayPath(file)}.${suggestion}`);
}

async function explainBuildError(file: string, message: Message, rules: ImportRules): Promise<JobFileError> {
  if (/No matching export in .* for import "default"/.test(message.text)) {
    return new JobFileError(
      `${displayPath(file)} exports no job. End it with: export default defineJob('name', (env, args) => { … })`,
    );
  }
  const refused = await rules.explain(message);
  if (refused) return refused;
  const at = position(message, path.dirname(file));
  const remedy = /top-level await/i.test(message.text)
    ? ' Flink evaluates the module in each of its threads, without waiting: move the await out of the job file and hand its result over as an argument.'
    : '';
  const text = message.text.replace(/\.?$/, '.');
  if (!at) return new JobFileError(`${displayPath(file)} can't be bundled: ${text}${remedy}`);
  const frame = frameText(rules.read(at.file), at);
  return new JobFileError([`${formatPosition(at)}: ${text}${remedy}`, frame].filter(Boolean).join('\n'), at);
}

function position(message: Message, folder: string): SourcePosition | undefined {
  if (!message.location) return undefined;
  const { file, line, column } = message.location;
  return { file: path.resolve(folder, file), line, column: column + 1 };
}
