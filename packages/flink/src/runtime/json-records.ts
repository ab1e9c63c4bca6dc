/**
 * What may leave a function: JSON values. They are checked where they leave, and frozen, so that operators can share
 * them: who changes a record later gets a TypeError at that line, and nobody else ever sees the change.
 */
import { describeFlaw } from '../api/json-value.js';
import { ShapeCheck } from './shape-check.js';

let freezing = true;

/** With object reuse records are shared unfrozen, and changing one is the author's own risk. */
export function setObjectReuse(enabled: boolean): void {
  freezing = !enabled;
}

/**
 * Checks a value, and freezes it all the way down.
 * @throws TypeError that names the part of `what` which is no JSON value
 */
export function seal<T>(value: T, what: string): T {
  if (!isAcyclicJson(value, freezing)) refuse(value, what);
  return value;
}

/** `seal` for the many values that one function gives: it knows the shape of the last. */
export function sealer(what: string): (value: unknown) => unknown {
  const freeze = freezing;
  const shape = new ShapeCheck((value) => isAcyclicJson(value, freeze));
  return (value) =>
    shape.isLikeLast(value) || shape.isGoodToo(value) ? (freeze ? Object.freeze(value) : value) : refuse(value, what);
}

/** `sealer`, but the same record again is answered by undefined: the runner then keeps its text. */
export function sealerUnlessSame(what: string): (result: unknown, input: unknown) => unknown {
  const seal = sealer(what);
  return (result, input) =>
    result === input && typeof result === 'object' && result !== null ? undefined : seal(result);
}

/** A cycle ends in an overflow of the stack; so does nesting that is too deep for JSON. */
function isAcyclicJson(value: unknown, freeze: boolean): boolean {
  try {
    return isJson(value, freeze);
  } catch {
    return false;
  }
}

/**
 * Runs for every record, in an interpreter. There each `typeof x === '…'` is one cheap node (a `typeof` kept in a variable
 * is not), and leaving a function or a loop from its middle is an exception: hence expressions, and loops that run to
 * their end.
 */
function isJson(value: unknown, freeze: boolean): boolean {
  return (
    typeof value === 'string' ||
    (typeof value === 'number'
      ? value - value === 0
      : typeof value === 'object' && value !== null
        ? isJsonObject(value, freeze)
        : typeof value === 'boolean' || value === null)
  );
}

function isJsonObject(value: object, freeze: boolean): boolean {
  const isGood = Array.isArray(value)
    ? areJson(value, freeze)
    : isPlain(value) && areJsonOrUndefined(Object.values(value), freeze);
  return isGood && (!freeze || Object.freeze(value) === value);
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function areJson(elements: readonly unknown[], freeze: boolean): boolean {
  let i = elements.length - 1;
  while (i >= 0 && isJson(elements[i], freeze)) i--;
  return i < 0;
}

/** A property that is undefined is none. */
function areJsonOrUndefined(properties: readonly unknown[], freeze: boolean): boolean {
  let i = properties.length - 1;
  while (i >= 0 && (typeof properties[i] === 'string' || isJsonOrUndefined(properties[i], freeze))) i--;
  return i < 0;
}

function isJsonOrUndefined(value: unknown, freeze: boolean): boolean {
  return typeof value === 'number' ? value - value === 0 : value === undefined || isJson(value, freeze);
}

function refuse(value: unknown, what: string): never {
  refusePromise(value, what);
  let flaw: string | null;
  try {
    flaw = describeFlaw(value);
  } catch {
    flaw = ' refers to itself, or is nested too deeply for JSON';
  }
  const words = flaw ?? ' is no JSON value';
  throw new TypeError(`${what}${words.startsWith(' ') ? '' : ': '}${words.replace(/^\./, '')}`);
}

export function isPromise(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** @throws TypeError for a promise: the function was async, and a task thread can't wait */
export function refusePromise(value: unknown, what: string): void {
  if (isPromise(value)) {
    throw new TypeError(
      `${what} is a promise, and a task thread can't wait for it: make the function synchronous, or call the service through Async I/O`,
    );
  }
}

/** JSON text to a frozen value. `nested` says whether an object or array may be inside another. */
export function parseRecord(text: string, nested: boolean): unknown {
  const value: unknown = JSON.parse(text);
  return freezing && typeof value === 'object' && value !== null ? frozen(value, nested) : value;
}

function frozen(value: object, nested: boolean): object {
  if (nested) freezeInside(value);
  return Object.freeze(value);
}

function freezeInside(value: object): void {
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (typeof part !== 'object' || part === null) continue;
    freezeInside(part);
    Object.freeze(part);
  }
}

/**
 * A value as JSON text, for state and keys: the value itself stays its owner's.
 * @throws TypeError like `seal`
 */
export function toText(value: unknown, what: string): string {
  if (!isAcyclicJson(value, false)) refuse(value, what);
  return JSON.stringify(value);
}

/** `toText` for the many values of one state: it knows the shape of the last. */
export function textWriter(what: string): (value: unknown) => string {
  const shape = new ShapeCheck((value) => isAcyclicJson(value, false));
  return (value) => (shape.isLikeLast(value) || shape.isGoodToo(value) ? JSON.stringify(value) : refuse(value, what));
}
