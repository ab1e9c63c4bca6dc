/**
 * Whether a value is one that JSON would give back just as it is, found by a walk through all of it.
 *
 * Runs in an interpreter, perhaps for every record. There each `typeof x === '…'` is one cheap node (a `typeof` kept in a
 * variable is not), and leaving a function or a loop from its middle is an exception: hence expressions, and loops that
 * run to their end.
 */

export interface Walk {
  /** Freezes what is good, all the way down. */
  freeze: boolean;
  /** Properties that are undefined are good, too: JSON leaves them out. */
  lenient: boolean;
}

/** A cycle ends in an overflow of the stack; so does nesting that is too deep for JSON. What a getter throws is no value. */
export function isJson(value: unknown, walk: Walk): boolean {
  try {
    return isGood(value, walk);
  } catch {
    return false;
  }
}

/** A finite number that is not -0: JSON writes that as 0. */
export function isJsonNumber(value: number): boolean {
  return value - value === 0 && (value !== 0 || 1 / value > 0);
}

/** An array that has elements and nothing else. */
export function isPlainArray(value: unknown): value is unknown[] {
  return (
    Array.isArray(value) &&
    Object.getPrototypeOf(value) === Array.prototype &&
    Reflect.ownKeys(value).length === value.length + 1
  );
}

/** An object as a literal makes it: without hidden properties or symbols. */
function isPlainObject(value: object): boolean {
  return (
    Object.getPrototypeOf(value) === Object.prototype && Reflect.ownKeys(value).length === Object.keys(value).length
  );
}

function isGood(value: unknown, walk: Walk): boolean {
  return (
    typeof value === 'string' ||
    (typeof value === 'number'
      ? isJsonNumber(value)
      : typeof value === 'object' && value !== null
        ? isGoodObject(value, walk)
        : typeof value === 'boolean' || value === null)
  );
}

function isGoodObject(value: object, walk: Walk): boolean {
  const isAllGood = Array.isArray(value)
    ? isPlainArray(value) && areGood(value, walk)
    : isPlainObject(value) && arePropertiesGood(Object.values(value), walk);
  return isAllGood && (!walk.freeze || Object.freeze(value) === value);
}

function areGood(elements: readonly unknown[], walk: Walk): boolean {
  let i = elements.length - 1;
  while (i >= 0 && (typeof elements[i] === 'string' || isGood(elements[i], walk))) i--;
  return i < 0;
}

function arePropertiesGood(properties: readonly unknown[], walk: Walk): boolean {
  let i = properties.length - 1;
  while (i >= 0 && (typeof properties[i] === 'string' || isPropertyGood(properties[i], walk))) i--;
  return i < 0;
}

function isPropertyGood(value: unknown, walk: Walk): boolean {
  return value === undefined ? walk.lenient : isGood(value, walk);
}
