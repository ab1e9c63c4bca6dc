// Mends: what a library threw often names no line of the cell, for JavaScript forgets who waits. Each `await` of a cell,
// outside of functions, leaves its line behind before it waits.

/** What tslab has in every cell; here the line is kept. */
const TSLAB = '__tslab__';
const LINE = 'awaitedLine';

/**
 * @param {object} ts the compiler
 * @param {Function} visitEachChild with which tslab walks through a cell
 * @returns {Function} another, to be laid over it
 */
export function mendAwaitedLines(ts, visitEachChild) {
  let functions = 0;
  return (node, ...rest) => {
    const inFunction = ts.isFunctionLike(node);
    if (inFunction) functions += 1;
    try {
      const visited = visitEachChild(node, ...rest);
      return functions === 0 && ts.isAwaitExpression(visited) ? withLine(ts, visited, lineOf(ts, node)) : visited;
    } finally {
      if (inFunction) functions -= 1;
    }
  };
}

/** The line, from 1, at which the running cell waited last; undefined if it did not wait. */
export function takeAwaitedLine() {
  const line = globalThis[TSLAB][LINE];
  globalThis[TSLAB][LINE] = undefined;
  return line;
}

/** `await f()` becomes `await (__tslab__.awaitedLine = 3, f())`. */
function withLine({ factory }, node, line) {
  if (line === undefined) return node;
  const place = factory.createPropertyAccessExpression(factory.createIdentifier(TSLAB), LINE);
  const note = factory.createAssignment(place, factory.createNumericLiteral(line));
  return factory.updateAwaitExpression(
    node,
    factory.createParenthesizedExpression(factory.createComma(note, node.expression)),
  );
}

/** tslab puts a line in front of a cell, so lines that are counted from 0 there count from 1 here. */
function lineOf(ts, node) {
  const original = ts.getOriginalNode(node);
  const file = original.pos >= 0 ? original.getSourceFile() : undefined;
  return file?.getLineAndCharacterOfPosition(original.getStart(file)).line;
}
