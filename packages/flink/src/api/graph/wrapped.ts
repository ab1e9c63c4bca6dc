/** A function of the library's own that calls functions of the author's: what holds for those holds for these. */
export const WRAPPED: unique symbol = Symbol('wrapped');

/** The author's functions in what an operator was given. */
export function authorsFunctions(fn: object): readonly object[] {
  return WRAPPED in fn ? (fn as { [WRAPPED]: readonly object[] })[WRAPPED] : [fn];
}
