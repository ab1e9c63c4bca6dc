// Mends: what the TypeScript of tslab (5.0) does not know, or can't do, is told in its own words, which lead nowhere. Here
// it is told what to write instead.

const USING = /\b(await\s+)?using\s+([\w$]+)\s*(?:=|:|of\b)/;
/** The declarations for later cells need a type that has no name which a cell could use. */
const UNNAMED = new Set([2527, 2742, 4023, 4025, 4058, 4060, 7056]);
const ANONYMOUS_CLASS = 4094;

/**
 * Mistakes, those of TypeScript's version in a learner's words.
 *
 * @param {{fileName?: string, start: {line: number, character: number}, end: object, messageText: string, code?: number}[]} diagnostics
 * @param {string} cell
 */
export function explainLimits(diagnostics, cell) {
  const lines = cell.split('\n');
  const used = diagnostics
    .filter(({ fileName, messageText }) => fileName === undefined && messageText === "Cannot find name 'using'.")
    .map((mistake) => ({ mistake, found: USING.exec(lines[mistake.start.line] ?? '') }))
    .filter(({ found }) => found);
  const usedLines = new Set(used.map(({ mistake }) => mistake.start.line));
  const isConsequence = (text) => used.some(({ found }) => text.startsWith(`Cannot find name '${found[2]}'.`));
  const others = diagnostics.filter(
    ({ fileName, messageText, start }) =>
      fileName !== undefined || (!usedLines.has(start.line) && !isConsequence(messageText)),
  );
  const all = [...used.map(({ found, mistake }) => explainUsing(mistake, found)), ...others];
  return all.map((mistake) => explainType(mistake)).sort((a, b) => lineOf(a) - lineOf(b));
}

/**
 * Converts cells; one at which the compiler itself breaks down is refused with what to write instead. It does so where it
 * looks for a name for a type that comes from a library.
 *
 * @param {(declarations: string, cell: string) => {diagnostics: object[]}} convert
 */
export function mendBreakdown(convert) {
  return (declarations, cell) => {
    try {
      return convert(declarations, cell);
    } catch (error) {
      const start = { offset: 0, line: 0, character: 0 };
      const messageText =
        "The notebooks' TypeScript (5.0) broke down at this cell: most often it can't name a type that comes from a library. " +
        'Put the lines that begin with "const" and call that library into a cell of their own, or write their types: ' +
        `const name: TYPE = …. (${error.message})`;
      return { diagnostics: [{ start, end: start, messageText }] };
    }
  };
}

const lineOf = ({ fileName, start }) => (fileName === undefined ? start.line : -1);

function explainUsing(mistake, [text, isAsync, name]) {
  const { line } = mistake.start;
  const character = mistake.start.character - (isAsync?.length ?? 0);
  const dispose = isAsync ? `await ${name}[Symbol.asyncDispose]()` : `${name}[Symbol.dispose]()`;
  return {
    ...mistake,
    start: { ...mistake.start, character },
    end: { line, character: character + text.trimEnd().length },
    messageText:
      `The notebooks' TypeScript (5.0) does not know "using" yet. Write "const ${name}" instead, and where ${name} is no ` +
      `longer needed: ${dispose}; or what closes it otherwise.`,
  };
}

function explainType(mistake) {
  const { code, messageText } = mistake;
  if (code === ANONYMOUS_CLASS) {
    return {
      ...mistake,
      messageText: `${messageText} Declare the class with a name of its own: class Name { … }, not const Name = class { … }.`,
    };
  }
  if (!UNNAMED.has(code)) return mistake;
  const [, name] = /(?:inferred type of|[Vv]ariable) '([^']+)'/.exec(messageText) ?? [];
  const where = name ? `const ${name}: TYPE = …` : 'function name(…): TYPE { … }';
  return {
    ...mistake,
    messageText:
      `Later cells need the type of ${name ? `"${name}"` : 'what this returns'}, and the notebooks' TypeScript (5.0) can't ` +
      `name the one that it found. Write it down: ${where}. TYPE is a name that you import, or typeof a.b, or ` +
      `ReturnType<typeof f>. What no later cell needs may stand in a block { … }, without a type. (${messageText})`,
  };
}
