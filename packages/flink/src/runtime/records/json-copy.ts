/**
 * What JSON gives back for a value, without JSON: a copy for which each property is read once, so that a getter becomes
 * its value. Runs in an interpreter: see `json-walk.ts` for the style.
 */
import { MOST_LEVELS } from '../../api/json-value.js';
import { buildObject, MOST_FREEZABLE } from './frozen-objects.js';
import { hasOnlyElements, isJsonNumber } from './json-walk.js';

/**
 * Undefined for what is no JSON value.
 * @param freeze whether the copy is frozen, all the way down
 * @param level how deep inside a record the value is
 */
export function jsonCopy(value: unknown, freeze: boolean, level = 0): unknown {
  try {
    return copyOf(value, freeze, level);
  } catch {
    // What a getter throws is no value.
    return undefined;
  }
}

function copyOf(value: unknown, freeze: boolean, level: number): unknown {
  return typeof value === 'string'
    ? value
    : typeof value === 'number'
      ? copyOfNumber(value)
      : typeof value === 'object' && value !== null
        ? copyOfObject(value, freeze, level)
        : typeof value === 'boolean' || value === null
          ? value
          : undefined;
}

/** Adding 0 makes -0 what JSON makes of it. */
function copyOfNumber(value: number): number | undefined {
  return value - value === 0 ? value + 0 : undefined;
}

function copyOfObject(value: object, freeze: boolean, level: number): unknown {
  if (level === MOST_LEVELS) return undefined;
  return Array.isArray(value) ? copyOfArray(value, freeze, level) : copyOfPlainObject(value, freeze, level);
}

function copyOfArray(value: unknown[], freeze: boolean, level: number): unknown {
  if (!hasOnlyElements(value)) return undefined;
  const copy = value.toSpliced(0, 0);
  if (!replaceParts(copy, freeze, level + 1) || copy.includes(undefined)) return undefined;
  return freeze ? Object.freeze(copy) : copy;
}

function copyOfPlainObject(value: object, freeze: boolean, level: number): unknown {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const copy = { ...value } as Record<string, unknown>;
  const parts = Object.values(copy);
  // The others are hidden, or symbols.
  if (parts.length !== Reflect.ownKeys(value).length) return undefined;
  if (parts.length <= MOST_FREEZABLE && areExact(parts)) return freeze ? Object.freeze(copy) : copy;
  const names = Object.keys(copy);
  if (!replaceParts(parts, freeze, level + 1)) return undefined;
  if (names.length > MOST_FREEZABLE || parts.includes(undefined) || names.includes('__proto__'))
    return buildObject(names, parts, freeze);
  // A number may have been -0.
  for (let i = 0; i < parts.length; i++) {
    if (typeof parts[i] === 'object' || parts[i] === 0) copy[names[i] as string] = parts[i];
  }
  return freeze ? Object.freeze(copy) : copy;
}

/** Whether all are texts, booleans, null, and numbers that are not -0. */
function areExact(parts: readonly unknown[]): boolean {
  let i = parts.length - 1;
  while (
    i >= 0 &&
    (typeof parts[i] === 'string' ||
      (typeof parts[i] === 'number'
        ? isJsonNumber(parts[i] as number)
        : typeof parts[i] === 'boolean' || parts[i] === null))
  )
    i--;
  return i < 0;
}

/** Puts copies in the place of what can be copied, and leaves what is undefined; whether that was all. */
function replaceParts(parts: unknown[], freeze: boolean, level: number): boolean {
  let i = parts.length - 1;
  while (i >= 0 && (typeof parts[i] === 'string' || parts[i] === undefined || replacePart(parts, i, freeze, level)))
    i--;
  return i < 0;
}

function replacePart(parts: unknown[], i: number, freeze: boolean, level: number): boolean {
  const copy = copyOf(parts[i], freeze, level);
  parts[i] = copy;
  return copy !== undefined;
}
