// Mends: a cell that was pasted from a file fails at its `export` ("Cannot redeclare exported variable", at a line that the
// cell doesn't have), for tslab itself exports what a cell declares; import attributes (`with { type: 'json' }`) are a
// syntax error.

/** The name of what a cell exports as default and does not name: as long as `export default`, with `let` and `=`. */
const DEFAULT_NAME = '_default';
const ATTRIBUTES = /\s*with\s*\{[^}]*\}/y;

/**
 * Converts cells as if they were written without `export`: what a cell declares is there for later cells anyway.
 *
 * @param {object} ts the compiler
 * @param {(declarations: string, cell: string) => {diagnostics: object[]}} convert
 */
export function mendModuleSyntax(ts, convert) {
  return (declarations, cell) => {
    const file = parse(ts, cell);
    const nameless = file.statements.filter((statement) => exportsAll(ts, statement));
    if (nameless.length === 0) return convert(declarations, plainCell(ts, cell));
    return { diagnostics: nameless.map((statement) => refusal(file, statement)) };
  };
}

/**
 * A cell with everything on the line, and mostly in the column, where it was, and without `export`: declarations alone,
 * imports in the place of re-exports, and a variable for a default that has no name.
 *
 * @param {object} ts the compiler
 * @param {string} cell
 */
export function plainCell(ts, cell) {
  const file = parse(ts, cell);
  const edits = file.statements.flatMap((statement) => [
    ...exportEdits(ts, file, statement),
    ...attributeEdits(ts, cell, statement),
  ]);
  let text = cell;
  for (const { end, start, with: replacement = '' } of edits.sort((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + inPlaceOf(text.slice(start, end), replacement) + text.slice(end);
  }
  return text;
}

const parse = (ts, cell) => ts.createSourceFile('cell.ts', cell, ts.ScriptTarget.Latest, true);

/** A replacement with as many lines; what follows stays in its column unless the replacement is longer. */
function inPlaceOf(text, replacement) {
  const [first, ...others] = text.split('\n');
  if (others.length === 0) return replacement.padEnd(first.length);
  return replacement + '\n'.repeat(others.length) + ' '.repeat(others.at(-1).length);
}

function exportEdits(ts, file, statement) {
  if (ts.isExportAssignment(statement)) return assignmentEdits(ts, file, statement);
  if (ts.isExportDeclaration(statement)) return listEdits(ts, file, statement);
  const modifiers = (ts.canHaveModifiers(statement) && ts.getModifiers(statement)) || [];
  const word = modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!word) return [];
  const byDefault = modifiers.find(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  const range = { start: word.getStart(file), end: (byDefault ?? word).end };
  if (!byDefault || statement.name) return [range];
  return namedDefault(file, statement, range);
}

/** `export default 1 + 1;` */
function assignmentEdits(ts, file, statement) {
  const { expression, isExportEquals } = statement;
  if (isExportEquals) return [];
  const start = statement.getStart(file);
  if (ts.isIdentifier(expression)) return [{ start, end: statement.end }];
  return namedDefault(file, statement, { start, end: expression.pos });
}

function namedDefault(file, { end }, range) {
  const edits = [{ ...range, with: `let ${DEFAULT_NAME} =` }];
  return file.text[end - 1] === ';' ? edits : [...edits, { start: end, end, with: ';' }];
}

/** `export { a, b as c };` and `export { a, b as c } from './file';` */
function listEdits(ts, file, statement) {
  const { exportClause, isTypeOnly, moduleSpecifier } = statement;
  const start = statement.getStart(file);
  const elements = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [];
  if (moduleSpecifier) {
    const asImport = { start, end: start + 'export'.length, with: 'import' };
    return [asImport, ...elements.filter(isDefault).map((element) => importedDefault(file, element))];
  }
  const kinds = kindsOf(ts, file);
  const renamed = elements.filter(({ propertyName }) => propertyName);
  const aliases = renamed.map(({ isTypeOnly: isType, name, propertyName }) => {
    const [alias, original] = [name.text === 'default' ? DEFAULT_NAME : name.text, propertyName.text];
    const kind = isTypeOnly || isType ? 'type' : (kinds.get(original) ?? 'value');
    const value = kind === 'type' || alias === original ? '' : `const ${alias} = ${original};`;
    return value + (kind === 'value' ? '' : ` type ${alias} = ${original};`);
  });
  return [{ start, end: statement.end, with: aliases.join(' ').trim() }];
}

const isDefault = ({ name }) => name.text === 'default';

function importedDefault(file, { name, propertyName }) {
  return {
    start: name.getStart(file),
    end: name.end,
    with: propertyName ? DEFAULT_NAME : `default as ${DEFAULT_NAME}`,
  };
}

/** What the names that a cell declares are, where they are not values alone. */
function kindsOf(ts, file) {
  const kinds = new Map();
  for (const statement of file.statements) {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
      kinds.set(statement.name.text, 'type');
    if (ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) kinds.set(statement.name?.text, 'both');
  }
  return kinds;
}

function attributeEdits(ts, cell, statement) {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
  if (!statement.moduleSpecifier) return [];
  const start = statement.moduleSpecifier.end;
  ATTRIBUTES.lastIndex = start;
  const found = ATTRIBUTES.exec(cell);
  return found ? [{ start, end: start + found[0].length }] : [];
}

/** `export * from './file';` */
function exportsAll(ts, statement) {
  return ts.isExportDeclaration(statement) && statement.moduleSpecifier && !statement.exportClause;
}

function refusal(file, statement) {
  const position = (offset) => ({ offset, ...file.getLineAndCharacterOfPosition(offset) });
  const module = statement.moduleSpecifier.getText(file);
  return {
    start: position(statement.getStart(file)),
    end: position(statement.end),
    messageText:
      `"export *" names nothing, and a cell can use only what has a name. Write: import { … } from ${module}; ` +
      `or, for all of it: import * as name from ${module};`,
  };
}
