/** A cell or file, parsed: which names it declares, and which names a function of it uses. */
import { SourceMap, type SourceMapPayload } from 'node:module';
import path from 'node:path';
import type { Node, Program } from 'acorn';
import type { Reference, Scope, ScopeManager, Variable } from 'eslint-scope';
import type { CallExpression, ImportDeclaration, ImportSpecifier } from 'estree';
import type { SourcePosition } from './source-positions.js';

/** What was written in one cell or file. */
export interface WrittenSource {
  /** The absolute path; for a cell, one that no file has (`cellPath`). */
  file: string;
  text: string;
}

/** A function expression or arrow function. */
export type FunctionNode = Node & { type: 'ArrowFunctionExpression' | 'FunctionExpression' };

/** A name that a function uses and does not declare. */
export interface OutsideName {
  name: string;
  node: Node;
  /** What the name stands for in the same source; undefined if nothing there declares it. */
  declaration: Declaration | undefined;
}

/** What a name stands for. */
export interface Declaration {
  /** `a class`, `a function`, `an import`, `a variable` or `a parameter`. */
  kind: 'class' | 'function' | 'import' | 'parameter' | 'variable';
  node: Node;
  /** Of an import: the module, and the name there (`default`, or `*` for all). */
  from?: { module: string; name: string };
}

/** Where a source's default export uses a name. */
export interface Use {
  name: string;
  place: SourcePosition;
}

/** The part of a syntax tree that this module walks through. */
type AnyNode = Node & Record<string, unknown>;

export class ParsedSource {
  private constructor(
    readonly written: WrittenSource,
    /** The source without its types. */
    readonly code: string,
    /** From `code` to the source, as JSON. */
    readonly map: string,
    private readonly program: Program,
    private readonly scopes: ScopeManager,
  ) {}

  /** @throws esbuild's BuildFailure on a syntax error */
  static async of(written: WrittenSource): Promise<ParsedSource> {
    const [{ transform }, { parse }, { analyze }] = await Promise.all([
      import('esbuild'),
      import('acorn'),
      import('eslint-scope'),
    ]);
    const { code, map } = await transform(written.text, {
      loader: loaderOf(written.file),
      sourcefile: path.basename(written.file),
      sourcemap: 'external',
      target: 'es2023',
      // Imports that nothing uses are kept: a later cell may.
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true, experimentalDecorators: true } },
      supported: { 'top-level-await': true },
    });
    const program = parse(code, { ecmaVersion: 'latest', sourceType: 'module', locations: true, ranges: true });
    const scopes = analyze(program as Parameters<typeof analyze>[0], { ecmaVersion: 2024, sourceType: 'module' });
    return new ParsedSource(written, code, map, program, scopes);
  }

  /** Where a node begins in the source. */
  placeOf(node: Node): SourcePosition {
    const { line, column } = node.loc?.start ?? { line: 1, column: 0 };
    const entry = new SourceMap(JSON.parse(this.map) as SourceMapPayload).findEntry(line - 1, column);
    if (!('originalLine' in entry)) return { file: this.written.file, line: 1 };
    return { file: this.written.file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  /** The calls of a function of this name, as `name(…)` or as a method. */
  callsOf(name: string): (Node & CallExpression)[] {
    const found: (Node & CallExpression)[] = [];
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(visit);
      if (typeof value !== 'object' || value === null || !('type' in value)) return;
      const node = value as AnyNode;
      if (node.type === 'CallExpression') {
        const call = node as unknown as Node & CallExpression;
        if (calledName(call) === name) found.push(call);
      }
      Object.values(node).forEach(visit);
    };
    visit(this.program);
    return found;
  }

  /** The names that a function uses and does not declare, each once. */
  outsideNamesOf(node: FunctionNode): OutsideName[] {
    const scope = this.scopes.acquire(node as unknown as Parameters<ScopeManager['acquire']>[0]);
    const names = new Map<string, OutsideName>();
    for (const { identifier, resolved } of scope?.through ?? []) {
      if (identifier.type !== 'Identifier' || names.has(identifier.name)) continue;
      const declaration = resolved ? declarationOf(resolved) : undefined;
      names.set(identifier.name, { name: identifier.name, node: identifier as unknown as Node, declaration });
    }
    return [...names.values()];
  }

  /** What a name at the top level stands for. */
  declarationOf(name: string): Declaration | undefined {
    const variable = this.#topLevel().find((each) => each.name === name);
    return variable && declarationOf(variable);
  }

  /**
   * Where the default export needs what is imported from a module: it uses the import itself, or something else of this
   * source that leads there.
   */
  defaultUseOf(module: string): Use | undefined {
    const root = this.#defaultExport();
    const needed = this.#topLevel().filter((variable) => declarationOf(variable)?.from?.module === module);
    for (const variable of needed) {
      for (const { identifier } of variable.references) {
        const node = identifier as unknown as Node;
        if (root && within(root, node)) return { name: variable.name, place: this.placeOf(node) };
        const user = this.#topLevel().find((each) => each.defs.some((one) => within(statementOf(one), node)));
        if (user && !needed.includes(user)) needed.push(user);
      }
    }
    return undefined;
  }

  /** The default export; the declaration behind it, if it only names one. */
  #defaultExport(): Node | undefined {
    const exported = this.program.body.find(({ type }) => type === 'ExportDefaultDeclaration');
    const { declaration } = (exported ?? {}) as { declaration?: Node & { name?: string } };
    if (declaration?.type !== 'Identifier') return declaration;
    const [definition] = this.#topLevel().find(({ name }) => name === declaration.name)?.defs ?? [];
    return definition && statementOf(definition);
  }

  #topLevel(): readonly (Variable & { references: Reference[] })[] {
    return this.scopes.scopes.find(({ type }: Scope) => type === 'module')?.variables ?? [];
  }

  /** What an imported name is called here. */
  localNameOf(module: string, imported: string): string | undefined {
    const imports = (this.program.body as unknown as ImportDeclaration[]).filter(
      ({ source, type }) => type === 'ImportDeclaration' && source.value === module,
    );
    const specifiers = imports.flatMap(({ specifiers: all }) => all.filter(({ type }) => type === 'ImportSpecifier'));
    return (specifiers as ImportSpecifier[]).find(
      ({ imported: each }) => each.type === 'Identifier' && each.name === imported,
    )?.local.name;
  }
}

/** What declares a variable: the function, the class, or the name with its value. */
function statementOf({ node }: Variable['defs'][number]): Node {
  return node as unknown as Node;
}

function within(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function loaderOf(file: string): 'js' | 'jsx' | 'ts' | 'tsx' {
  const extension = /\.[cm]?([jt]sx?)$/.exec(file)?.[1];
  return (extension as 'js' | 'jsx' | 'ts' | 'tsx' | undefined) ?? 'ts';
}

function calledName({ callee }: CallExpression): string | undefined {
  if (callee.type === 'Identifier') return callee.name;
  const property = callee.type === 'MemberExpression' ? callee.property : undefined;
  return property?.type === 'Identifier' ? property.name : undefined;
}

function declarationOf({ defs: [definition] }: Variable): Declaration | undefined {
  if (!definition) return undefined;
  const node = definition.name as unknown as Node;
  switch (definition.type) {
    case 'ImportBinding': {
      const module = String((definition.parent as ImportDeclaration).source.value);
      return { kind: 'import', node, from: { module, name: importedName(definition.node) } };
    }
    case 'ClassName':
      return { kind: 'class', node };
    case 'FunctionName':
      return { kind: 'function', node };
    case 'Parameter':
      return { kind: 'parameter', node };
    default:
      return { kind: isFunction(definition.node) ? 'function' : 'variable', node };
  }
}

function importedName(specifier: ImportDeclaration['specifiers'][number]): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  return specifier.imported.type === 'Identifier' ? specifier.imported.name : String(specifier.imported.value);
}

function isFunction(node: Variable['defs'][number]['node']): boolean {
  const made = node.type === 'VariableDeclarator' ? node.init?.type : undefined;
  return made === 'ArrowFunctionExpression' || made === 'FunctionExpression';
}
