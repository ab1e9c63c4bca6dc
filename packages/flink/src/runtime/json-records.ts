/**
 * What may leave a function: JSON values. They are checked where they leave, and frozen, so that operators can share
 * them: who changes a record later gets a TypeError at that line, and nobody else ever sees the change.
 */
import { describeFlaw } from '../api/json-value.js';

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

/** The same record again is answered by undefined: the runner then keeps its text. */
export function sealUnlessSame(result: unknown, input: unknown, what: string): unknown {
  return result === input && typeof result === 'object' && result !== null ? undefined : seal(result, what);
}

/** A cycle ends in an overflow of the stack; so does nesting that is too deep for JSON. */
function isAcyclicJson(value: unknown, freeze: boolean): boolean {
  try {
    return isJson(value, freeze);
  } catch {
    return false;
  }
}

/** Runs for every record. Each `typeof x === '…'` is one cheap node for GraalJS; a `typeof` kept in a variable is not. */
function isJson(value: unknown, freeze: boolean): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return value - value === 0;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const x: unknown = value[i];
      if (typeof x === 'string') continue;
      if (typeof x === 'number' ? x - x !== 0 : !isJson(x, freeze)) return false;
    }
  } else {
    const prototype = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) return false;
    const properties: unknown[] = Object.values(value);
    for (let i = 0; i < properties.length; i++) {
      const x = properties[i];
      if (typeof x === 'string') continue;
      if (typeof x === 'number' ? x - x !== 0 : x !== undefined && !isJson(x, freeze)) return false;
    }
  }
  if (freeze) Object.freeze(value);
  return true;
}

function refuse(value: unknown, what: string): void {
  refusePromise(value, what);
  let flaw: string | null;
  try {
    flaw = describeFlaw(value);
  } catch {
    flaw = ' refers to itself, or is nested too deeply for JSON';
  }
  if (flaw) throw new TypeError(`${what}${flaw.startsWith(' ') ? '' : ': '}${flaw.replace(/^\./, '')}`);
}

/** @throws TypeError for a promise: the function was async, and a task thread can't wait */
export function refusePromise(value: unknown, what: string): void {
  if (typeof value !== 'object' || value === null || typeof (value as { then?: unknown }).then !== 'function') return;
  throw new TypeError(
    `${what} is a promise, and a task thread can't wait for it: make the function synchronous, or call the service through Async I/O`,
  );
}

/** JSON text to a frozen value. `nested` says whether an object or array may be inside another. */
export function parseRecord(text: string, nested: boolean): unknown {
  const value: unknown = JSON.parse(text);
  if (freezing && typeof value === 'object' && value !== null) {
    if (nested) freezeInside(value);
    Object.freeze(value);
  }
  return value;
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
