// Mends: a cell whose first `await` stands before a parenthesis ("await is not defined"), a nested first `await` (a syntax
// error) and `for await` at the top level. The compiler, told to refuse top-level await, reads the first one as a name
// unless another, simple one came before.

const SIMPLE_AWAIT = 'await undefined;';

/** What is put in front of a cell, on its first line. */
export const frontOf = (cell) => (/\bawait\b/.test(cell) ? SIMPLE_AWAIT : '');

/**
 * Converts cells with a simple await in front of the first one; positions in the answer are those of the cell itself.
 *
 * @param {(declarations: string, cell: string) => {diagnostics: object[]}} convert
 */
export function mendTopLevelAwait(convert) {
  return (declarations, cell) => {
    const front = frontOf(cell);
    const result = convert(declarations, front + cell);
    if (front === '') return result;
    const ofCell = result.diagnostics.filter(({ fileName }) => fileName === undefined);
    for (const position of new Set(ofCell.flatMap(({ end, start }) => [start, end]))) shiftBack(position);
    return result;
  };
}

function shiftBack(position) {
  position.offset -= SIMPLE_AWAIT.length;
  if (position.line === 0) position.character -= SIMPLE_AWAIT.length;
}
