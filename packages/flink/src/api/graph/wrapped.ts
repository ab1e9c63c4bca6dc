/** A function of the library's own that calls functions of the author's: what holds for those holds for these. */
export const WRAPPED: unique symbol = Symbol('wrapped');

/** The author's functions in what an operator was given. */
export function authorsFunctions(fn: object): readonly object[] {
  return WRAPPED in fn ? (fn as { [WRAPPED]: readonly object[] })[WRAPPED] : [fn];
}

/** What the author calls the method that such a function stands for. */
export const CALLED: unique symbol = Symbol('called');

/** Undefined for a function of the author's own, which is called what it is. */
export function calledByAuthor(fn: object): string | undefined {
  return CALLED in fn ? (fn as { [CALLED]: string })[CALLED] : undefined;
}
