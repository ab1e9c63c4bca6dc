/**
 * Whether a value is one that JSON would give back just as it is, found by a walk through all of it.
 *
 * Runs in an interpreter, perhaps for every record. There each `typeof x === '…'` is one cheap node (a `typeof` kept in a
 * variable is not), and leaving a function or a loop from its middle is an exception: hence expressions, and loops that
 * run to their end.
 */

import { MOST_LEVELS } from '../../api/json-value.js';

/** Where it is lenient, properties that are undefined are good, too: JSON leaves them out. What a getter throws is no value. */
export function isJson(value: unknown, lenient: boolean): boolean {
  try {
    return isGood(value, lenient, 0);
  } catch {
    return false;
  }
}

/** A finite number that is not -0: JSON writes that as 0. */
export function isJsonNumber(value: number): boolean {
  return value - value === 0 && (value !== 0 || 1 / value > 0);
}

/** Whether an array has elements and nothing else. */
export function hasOnlyElements(value: unknown[]): boolean {
  return Object.getPrototypeOf(value) === Array.prototype && Reflect.ownKeys(value).length === value.length + 1;
}

/** An object as a literal makes it: without hidden properties or symbols. */
function isPlainObject(value: object): boolean {
  return (
    Object.getPrototypeOf(value) === Object.prototype && Reflect.ownKeys(value).length === Object.keys(value).length
  );
}

function isGood(value: unknown, lenient: boolean, level: number): boolean {
  return (
    typeof value === 'string' ||
    (typeof value === 'number'
      ? isJsonNumber(value)
      : typeof value === 'object' && value !== null
        ? level < MOST_LEVELS && isGoodObject(value, lenient, level + 1)
        : typeof value === 'boolean' || value === null)
  );
}

function isGoodObject(value: object, lenient: boolean, level: number): boolean {
  return Array.isArray(value)
    ? hasOnlyElements(value) && areGood(value, false, lenient, level)
    : isPlainObject(value) && areGood(Object.values(value), lenient, lenient, level);
}

function areGood(parts: readonly unknown[], mayLack: boolean, lenient: boolean, level: number): boolean {
  let i = parts.length - 1;
  while (
    i >= 0 &&
    (typeof parts[i] === 'string' || (parts[i] === undefined ? mayLack : isGood(parts[i], lenient, level)))
  )
    i--;
  return i < 0;
}
