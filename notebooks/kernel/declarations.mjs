// What cells declared, for the cells after them.
// Mends: a cell that throws loses all that it declared, so that a connection which it opened can never be closed; and what
// it would have declared anew is gone, too. What was declared before the throw stays, and for the rest what was there before.

/** The line, or lines, in which a compiled cell sets all that it will declare to undefined. */
const ANNOUNCED = /^exports\.\S+ = (?:exports\.\S+ = )*void 0;$/gm;

export class Declarations {
  #ts;
  /** In TypeScript: what the next cell sees. */
  #known = '';
  /** The running cell. */
  #cell;

  /** @param {object} ts the compiler */
  constructor(ts) {
    this.#ts = ts;
  }

  get known() {
    return this.#known;
  }

  /**
   * A cell that compiled begins to run.
   *
   * @param {{output?: string, declOutput?: string}} compiled
   * @param {Record<string, unknown>} values those of all variables; `exports` of the cells before
   * @returns {object} what is to be `exports` in this cell
   */
  begin({ declOutput = '', output = '' }, values) {
    const announced = new Map();
    for (const [line] of output.matchAll(ANNOUNCED)) {
      for (const [, name] of line.matchAll(/exports\.(\S+) =/g)) {
        announced.set(name, { times: 0, had: name in values, value: values[name] });
      }
    }
    this.#cell = { after: declOutput, announced, values };
    const count = (name) => {
      const variable = announced.get(name);
      if (variable) variable.times += 1;
    };
    return new Proxy(values, {
      set: (target, name, value) => {
        count(name);
        return Reflect.set(target, name, value);
      },
      defineProperty: (target, name, attributes) => {
        count(name);
        return Reflect.defineProperty(target, name, attributes);
      },
    });
  }

  /** The cell has come to its end. */
  end(succeeded) {
    if (!this.#cell) return;
    const { after, announced, values } = this.#cell;
    this.#cell = undefined;
    // Each name is set once when it is announced, and again where it is declared.
    const missing = succeeded ? [] : [...announced].filter(([, { times }]) => times < 2);
    for (const [name, { had, value }] of missing) {
      if (had) values[name] = value;
      else delete values[name];
    }
    const names = new Set(missing.map(([name]) => name));
    this.#known = names.size === 0 ? after : this.#without(names, after) + this.#only(names, this.#known);
  }

  /** Declarations but for the values of these names. */
  #without(names, declarations) {
    return this.#filter(declarations, (name) => !names.has(name), true);
  }

  /** The declarations of the values of these names. */
  #only(names, declarations) {
    return this.#filter(declarations, (name) => names.has(name), false);
  }

  #filter(declarations, keeps, keepsTypes) {
    const ts = this.#ts;
    const file = ts.createSourceFile('declarations.d.ts', declarations, ts.ScriptTarget.Latest);
    const statements = file.statements.flatMap((statement) => this.#statement(statement, keeps, keepsTypes) ?? []);
    return ts
      .createPrinter({ newLine: ts.NewLineKind.LineFeed })
      .printFile(ts.factory.updateSourceFile(file, statements));
  }

  #statement(statement, keeps, keepsTypes) {
    const ts = this.#ts;
    const { factory } = ts;
    if (ts.isVariableStatement(statement)) {
      const { declarationList, modifiers } = statement;
      const kept = declarationList.declarations.filter(({ name }) => keeps(name.text));
      const list = factory.updateVariableDeclarationList(declarationList, kept);
      return kept.length > 0 ? factory.updateVariableStatement(statement, modifiers, list) : undefined;
    }
    if (ts.isImportDeclaration(statement)) return this.#importOf(statement, keeps);
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
      return keepsTypes ? statement : undefined;
    }
    return keeps(statement.name?.text) ? statement : undefined;
  }

  #importOf(statement, keeps) {
    const ts = this.#ts;
    const { factory } = ts;
    const { importClause } = statement;
    if (!importClause) return statement;
    const { isTypeOnly, name, namedBindings } = importClause;
    const keptName = name && keeps(name.text) ? name : undefined;
    let bindings = namedBindings;
    if (bindings && ts.isNamedImports(bindings)) {
      const elements = bindings.elements.filter((element) => keeps(element.name.text));
      bindings = elements.length > 0 ? factory.updateNamedImports(bindings, elements) : undefined;
    } else if (bindings && !keeps(bindings.name.text)) bindings = undefined;
    if (!keptName && !bindings) return undefined;
    const clause = factory.updateImportClause(importClause, isTypeOnly, keptName, bindings);
    return factory.updateImportDeclaration(
      statement,
      statement.modifiers,
      clause,
      statement.moduleSpecifier,
      undefined,
    );
  }
}
