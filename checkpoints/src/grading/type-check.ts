/**
 * The first diagnosis: does the learner's file compile, and does it export what the lesson asks for, with the types of the
 * solution? A small generated module assigns each export of the learner's to the type of the solution's.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compilerCommand } from '@workbook/flink/compiler-command';
import { furtherErrors, withoutUntyped } from '@workbook/flink/further-errors';
import { languageHint, nearbySource } from '@workbook/flink/language-hints';
import { LESSONS_FOLDER, REPOSITORY } from '../lessons/lessons.js';
import { slipBehind } from './job-slips.js';
import type { Mistake } from './verdict.js';

const TYPESCRIPT = path.dirname(createRequire(import.meta.url).resolve('typescript/package.json'));

interface Diagnostic {
  file: string;
  line: number;
  column: number;
  code: number;
  message: string;
}

/**
 * @param file the graded file
 * @param solution the lesson's solution, whose types the exports must have
 * @param folder where the generated module and its configuration are written
 * @returns the first mistake, or undefined if all is well
 */
export async function typeCheck(
  file: string,
  solution: string,
  folder: string,
  signal?: AbortSignal,
): Promise<Mistake | undefined> {
  const names = exportedNames(readFileSync(solution, 'utf8'));
  const conformance = path.join(folder, 'conformance.mts');
  writeFileSync(conformance, conformanceModule(file, solution, names));
  const config = path.join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify(configuration(conformance)));
  const output = await runCompiler(config, signal);
  const diagnostics = parse(output);
  const own = withoutUntyped(diagnostics.filter((diagnostic) => diagnostic.file !== conformance));
  const first = own.find((diagnostic) => diagnostic.file === file) ?? own[0];
  if (first) return compilerMistake(first, own);
  const misfit = diagnostics[0];
  return misfit && exportMistake(misfit, file, names[misfit.line - FIRST_CHECK] ?? names[0] ?? '');
}

/** What a module exports by name, with `default`. Types are not looked at: only values can be graded. */
export function exportedNames(source: string): string[] {
  const declared = [...source.matchAll(/^export (?:async )?(?:function\*?|const|let|class) (\w+)/gm)];
  const names = declared.flatMap(([, name]) => name ?? []);
  return /^export default /m.test(source) ? [...names, 'default'] : names;
}

/** The conformance module's first check stands on this line. */
const FIRST_CHECK = 3;

function conformanceModule(file: string, solution: string, names: readonly string[]): string {
  const specifier = (target: string) => JSON.stringify(target.split(path.sep).join('/').replace(/\.ts$/, '.js'));
  const checks = names.map((name, index) => `export const _${index}: typeof expected.${name} = work.${name};`);
  return [
    `import * as work from ${specifier(file)};`,
    `import type * as expected from ${specifier(solution)};`,
    ...checks,
    '',
  ].join('\n');
}

function configuration(file: string): unknown {
  return {
    extends: path.join(LESSONS_FOLDER, 'tsconfig.json'),
    compilerOptions: {
      noEmit: true,
      noUnusedLocals: false,
      noUnusedParameters: false,
      typeRoots: [path.join(REPOSITORY, 'node_modules', '@types')],
    },
    files: [file],
    include: [],
  };
}

async function runCompiler(config: string, signal?: AbortSignal): Promise<string> {
  const [compiler, ...first] = await compilerCommand(TYPESCRIPT);
  return new Promise((resolve, reject) => {
    const child = spawn(compiler, [...first, '-p', config, '--pretty', 'false'], {
      cwd: REPOSITORY,
      stdio: ['ignore', 'pipe', 'inherit'],
      signal,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 || /error TS\d+/.test(output)) resolve(output);
      else reject(new Error(`The TypeScript compiler ended with code ${code}: ${output}`));
    });
  });
}

/** `file(line,column): error TS2322: message`, continued on indented lines. */
function parse(output: string): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const line of output.split(/\r?\n/)) {
    const head = /^(.+?)\((\d+),(\d+)\): error TS(\d+): (.*)$/.exec(line);
    const last = diagnostics.at(-1);
    if (head) {
      const [, file = '', row, column, code, message = ''] = head;
      const place = { file: path.resolve(REPOSITORY, file), line: Number(row), column: Number(column) };
      diagnostics.push({ ...place, code: Number(code), message });
    } else if (/^\s+\S/.test(line) && last) {
      last.message += `\n${line}`;
    } else if (/^error TS\d+: /.test(line)) {
      throw new Error(`The TypeScript compiler could not start: ${line}`);
    }
  }
  return diagnostics;
}

/** TypeScript numbers its syntax errors from 1000 to 1999. */
const isSyntax = (code: number) => code >= 1000 && code < 2000;

function compilerMistake(first: Diagnostic, all: readonly Diagnostic[]): Mistake {
  const { file, line, column, code, message } = first;
  const source = readFileSync(file, 'utf8');
  const slip = slipBehind(first, source);
  const place = slip ? { file, line: slip.line, column: slip.column } : { file, line, column };
  const isOfSlip = (one: Diagnostic) => {
    const same = slip && one.file === file ? slipBehind(one, source) : undefined;
    return same !== undefined && same.line === slip?.line && same.column === slip.column;
  };
  const further = furtherErrors(
    all.filter((one) => one !== first && !isOfSlip(one)),
    (other) => (other === file ? undefined : path.basename(other)),
  );
  const withFurther = (what: string) =>
    [what, ...(further.length > 0 ? ['The compiler also says:', ...further] : [])].join('\n');
  if (slip) return { id: slip.id, message: withFurther(slip.message), place, advice: slip.advice };
  if (isSyntax(code)) {
    return {
      id: 'syntax-error',
      message: withFurther(`TypeScript can't read the file: ${message} (TS${code})`),
      place,
      advice: 'Look at the marked place and just before it: a bracket, a comma or a quote is often missing or doubled.',
    };
  }
  return {
    id: 'type-error',
    message: withFurther(`${message} (TS${code})`),
    place,
    advice:
      languageHint(message, () => nearbySource(file)) ??
      'The types say what Kafka and Flink expect. Hover over the marked name in your editor to see both types.',
  };
}

function exportMistake({ code, message }: Diagnostic, file: string, name: string): Mistake {
  const what = name === 'default' ? 'a default export' : `an export named ${name}`;
  // "Property … does not exist on type", with or without a guess at what was meant; "is not a module".
  if ([2339, 2551, 2306].includes(code)) {
    const guess = /Did you mean '(\w+)'/.exec(message)?.[1];
    return {
      id: 'missing-export',
      message: `The file has no ${what.replace(/^an? /, '')}.`,
      place: guess ? placeOf(file, guess) : undefined,
      advice: guess
        ? `There is an export named ${guess}: the lesson calls it ${name}.`
        : `Add ${what}. "npm run reset" brings the starter back, and keeps a copy of your file.`,
    };
  }
  return {
    id: 'wrong-signature',
    message: `${name} has another type than the lesson asks for: ${message}`,
    place: placeOf(file, name),
    advice: 'Keep the parameters and the return type that the starter gave the function.',
  };
}

/** Where a name is exported. */
function placeOf(file: string, name: string): { file: string; line: number } | undefined {
  const declaration = name === 'default' ? /^export default / : new RegExp(`^export .*\\b${name}\\b`);
  const line = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .findIndex((text) => declaration.test(text));
  return line < 0 ? undefined : { file, line: line + 1 };
}
