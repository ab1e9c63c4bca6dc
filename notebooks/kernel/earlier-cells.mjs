// Mends: a variable of an earlier cell in a shorthand property ("topic is not defined" in `send({ topic })`), and a
// property that is named like one and destructured under another name (a syntax error). tslab rewrites names of earlier
// cells to `exports.name`, and overlooks that the first of these is one and the second isn't.

/**
 * Gives tslab a `visitEachChild`, with which it walks through a cell, that knows of properties, and a type checker that
 * looks behind a shorthand property.
 *
 * @param {object} ts the compiler
 * @returns {{visitEachChild: Function, createWatchProgram: Function}} to be laid over the compiler's own
 */
export function mendEarlierCells(ts) {
  const visitEachChild = (node, visit, ...rest) => {
    if (ts.isShorthandPropertyAssignment(node)) return visitShorthand(ts, node, visit);
    const property = propertyName(ts, node);
    if (!property) return ts.visitEachChild(node, visit, ...rest);
    return ts.visitEachChild(node, (child) => (child === property ? child : visit(child)), ...rest);
  };
  const createWatchProgram = (host) => {
    const { afterProgramCreate } = host;
    host.afterProgramCreate = (builder) => {
      lookBehindShorthand(ts, builder.getProgram().getTypeChecker());
      afterProgramCreate.call(host, builder);
    };
    return ts.createWatchProgram(host);
  };
  return { visitEachChild, createWatchProgram };
}

/** `{ topic }` becomes `{ topic: exports.topic }` where topic is of an earlier cell. */
function visitShorthand(ts, node, visit) {
  const value = visit(node.name);
  const initializer = node.objectAssignmentInitializer && visit(node.objectAssignmentInitializer);
  if (value === node.name && initializer === node.objectAssignmentInitializer) return node;
  const { factory } = ts;
  const whole = initializer ? factory.createAssignment(value, initializer) : value;
  return factory.createPropertyAssignment(factory.createIdentifier(node.name.text), whole);
}

/** The identifier that names a property, and so no variable. */
function propertyName(ts, node) {
  const name = ts.isBindingElement(node) ? node.propertyName : ts.isPropertyAssignment(node) ? node.name : undefined;
  return name && ts.isIdentifier(name) ? name : undefined;
}

function lookBehindShorthand(ts, checker) {
  const { getSymbolAtLocation } = checker;
  checker.getSymbolAtLocation = (node) =>
    node.parent && ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node
      ? checker.getShorthandAssignmentValueSymbol(node.parent)
      : getSymbolAtLocation(node);
}
