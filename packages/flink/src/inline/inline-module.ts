/** From a function that was handed to `submit` to a module that can be bundled: the function with the imports it uses. */

import { isBuiltin } from 'node:module';
import path from 'node:path';
import { frameText } from '@workbook/terminal';
import type { Node } from 'acorn';
import type { CallExpression } from 'estree';
import { JobFileError } from '../failures/errors.js';
import { type Declaration, type FunctionNode, type OutsideName, ParsedSource } from '../prepare/parsed-source.js';
import { displayPath, formatPosition, type SourcePosition } from '../prepare/source-positions.js';
import type { SubmissionSite } from './submission-site.js';

/** A module whose default export is the function; every character of the function stands where it stood. */
export interface InlineModule {
  /** JavaScript, with a source map that leads to the cell or file. */
  code: string;
  /** The folder from which its relative imports start. */
  folder: string;
  /** Where the function first uses what it imports from a module, by the module as it stands in the import. */
  uses: ReadonlyMap<string, SourcePosition>;
}

/** One of these names the function in the module: the first that the function itself does not use. */
const EXPORT_NAMES = ['J', 'Q', 'Z', 'W', 'X', 'Y'];

/**
 * Makes the module.
 *
 * @throws JobFileError that names cell or file, line and remedy, if the function uses what only its surroundings know
 */
export async function inlineModule(site: SubmissionSite): Promise<InlineModule> {
  const source = await ParsedSource.of(site);
  const build = findFunction(source, site);
  const imports: string[] = [];
  const uses = new Map<string, SourcePosition>();
  for (const outside of source.outsideNamesOf(build)) {
    const known = outside.declaration ? { source, declaration: outside.declaration } : await findEarlier(site, outside);
    if (!known) continue; // A global, which the evaluation of the plan looks at.
    const { from } = known.declaration;
    if (!from) throw outsideVariable(source, outside, known.source, known.declaration);
    if (isBuiltin(from.module)) throw needsNode(source, outside, from.module);
    imports.push(importOf(outside.name, from));
    if (!uses.has(from.module)) uses.set(from.module, source.placeOf(outside.node));
  }
  return { code: moduleCode(source, build, imports), folder: site.folder, uses };
}

/** The module's text: what is left of the source is blank, so the source's own map goes on being true. */
function moduleCode({ code, map, written }: ParsedSource, { end, start }: FunctionNode, imports: string[]): string {
  const text = code.slice(start, end);
  const name = EXPORT_NAMES.find((each) => !new RegExp(`\\b${each}\\b`).test(text)) ?? '$$';
  const blank = code.slice(0, start).replaceAll(/[^\n]/g, ' ');
  const sources = { ...JSON.parse(map), sources: [path.basename(written.file)], sourcesContent: [written.text] };
  return [
    `${blank.slice(0, -name.length - 1)}${name}=${text};`,
    `var ${name};export{${name} as default};`,
    ...imports,
    `//# sourceMappingURL=data:application/json;base64,${Buffer.from(JSON.stringify(sources)).toString('base64')}`,
  ].join('\n');
}

function importOf(local: string, { module, name }: { module: string; name: string }): string {
  const what = name === '*' ? `* as ${local}` : name === 'default' ? local : `{${JSON.stringify(name)} as ${local}}`;
  return `import ${what} from ${JSON.stringify(module)};`;
}

/** The function that the call at this place hands over. */
function findFunction(source: ParsedSource, site: SubmissionSite): FunctionNode {
  const calls = source.callsOf(source.localNameOf('@workbook/flink', 'submit') ?? 'submit').map((call) => {
    const at = source.placeOf(call);
    return { call, far: Math.abs(at.line - site.line) * 1000 + Math.abs((at.column ?? 0) - site.column) };
  });
  const nearest = calls.sort((a, b) => a.far - b.far)[0]?.call;
  const argument = nearest && functionOf(nearest);
  if (argument) return argument;
  throw new JobFileError(
    `${formatPosition(site)}: submit() needs the function itself, written in its parentheses: submit((env) => { … }). ` +
      'From its text it knows what the job needs. A job that is made elsewhere goes into a file: new FlinkClient().submit(FILE).',
    { file: site.file, line: site.line, column: site.column },
  );
}

function functionOf(call: CallExpression): FunctionNode | undefined {
  const [first, second] = call.arguments as unknown as (Node | undefined)[];
  return [first, second].find((node): node is FunctionNode =>
    ['ArrowFunctionExpression', 'FunctionExpression'].includes(node?.type ?? ''),
  );
}

/** The newest earlier cell that declares a name. */
async function findEarlier(
  { earlier }: SubmissionSite,
  { name }: OutsideName,
): Promise<{ source: ParsedSource; declaration: Declaration } | undefined> {
  for (const written of earlier) {
    if (!written.text.includes(name)) continue;
    const source = await ParsedSource.of(written);
    const declaration = source.declarationOf(name);
    if (declaration) return { source, declaration };
  }
  return undefined;
}

function outsideVariable(
  source: ParsedSource,
  { name, node }: OutsideName,
  home: ParsedSource,
  declaration: Declaration,
): JobFileError {
  const { kind } = declaration;
  const at = source.placeOf(node);
  const declared = home.placeOf(declaration.node);
  const where = home === source ? `line ${declared.line}` : `${displayPath(declared.file)}, line ${declared.line}`;
  const remedy =
    kind === 'class' || kind === 'function'
      ? "Define it inside the job's function, or put it into a file and import it."
      : `Define it inside the job's function, or hand its value over: submit((env, { ${name} }) => { … }, { args: { ${name} } }).`;
  return explained(
    source,
    at,
    `the job uses ${name}, a ${kind} from outside of its function (${where}). The job runs on Flink's cluster, where only ` +
      `what is inside the function and what it imports is known. ${remedy}`,
  );
}

function needsNode(source: ParsedSource, { name, node }: OutsideName, module: string): JobFileError {
  return explained(
    source,
    source.placeOf(node),
    `the job uses ${name} of "${module}", which is a part of Node. Its functions run in the TaskManager's JVM, where Node ` +
      'does not exist. Do this work outside of the job, or in a Node process that it calls through Async I/O.',
  );
}

function explained(source: ParsedSource, at: SourcePosition, sentence: string): JobFileError {
  const frame = frameText(source.written.text, at);
  return new JobFileError([`${formatPosition(at)}: ${sentence}`, frame].filter(Boolean).join('\n'), at);
}
