/**
 * What may leave a function: JSON values. Where they leave, they are made what JSON would give back, so that it doesn't
 * matter whether an exchange follows, and frozen, so that operators can share them: who changes a record later gets a
 * TypeError at that line, and nobody else ever sees the change.
 */
import { describeFlaw } from '../api/json-value.js';
import { isJson } from './json-walk.js';
import { recordSeal, shallowSeal } from './record-shapes.js';

let freezing = true;

/** With object reuse records are shared unfrozen, and changing one is the author's own risk. */
export function setObjectReuse(enabled: boolean): void {
  freezing = !enabled;
}

/**
 * Seals the values that one place gives: checks each, makes it what JSON would give back, and freezes it all the way
 * down. The function throws a TypeError that names the part of `what` which can't be a JSON value.
 */
export function sealer(what: string): (value: unknown) => unknown {
  const freeze = freezing;
  return recordSeal(freeze, (value) => copied(value, what, freeze));
}

/** `sealer`, but the same record again is answered by undefined: the runner then keeps its text. */
export function sealerUnlessSame(what: string): (result: unknown, input: unknown) => unknown {
  const seal = sealer(what);
  const isSame = (result: unknown, input: unknown) => result === input && typeof result === 'object' && result !== null;
  if (freezing) return (result, input) => (isSame(result, input) ? undefined : seal(result));
  // The function may have changed the record that it was given.
  return (result, input) => {
    const sealed = seal(result);
    return isSame(sealed, input) ? undefined : sealed;
  };
}

/** So many accumulators that were changed in place are looked at each time. */
const FIRST_ACCUMULATORS = 16;

/**
 * For accumulators, which stay as they are until a checkpoint writes them, and grow. What a checkpoint would refuse is
 * refused early, at little cost: a new one is looked at from outside, and so is one that was changed in place at the first
 * calls; at the 1st, 2nd, 4th, 8th, … call it is looked at all through.
 */
export function accumulatorSealer(): (accumulator: unknown, given: unknown, method: string) => unknown {
  const seal = shallowSeal();
  let calls = 0;
  let nextWhole = 1;
  const sealWhole = (accumulator: unknown, method: string) => {
    if (accumulator === undefined) throw new TypeError(`${method} returned undefined: it must return the accumulator`);
    const isExact = isJson(accumulator, { freeze: false, lenient: false });
    return isExact ? accumulator : copied(accumulator, `the accumulator that ${method} returns`, false);
  };
  return (accumulator, given, method) => {
    calls += 1;
    if (calls === nextWhole) {
      nextWhole *= 2;
      return sealWhole(accumulator, method);
    }
    if (calls > FIRST_ACCUMULATORS && accumulator === given) return accumulator;
    return seal(accumulator) ?? sealWhole(accumulator, method);
  };
}

/** What JSON gives back for a value that it changes, or can't take. */
function copied(value: unknown, what: string, freeze: boolean): unknown {
  if (value === null) return null;
  refuseFlaw(value, what);
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return freeze && typeof copy === 'object' && copy !== null ? frozen(copy, true) : copy;
}

/** @throws TypeError for what JSON can't take */
function refuseFlaw(value: unknown, what: string): void {
  refusePromise(value, what);
  let flaw: string | null;
  try {
    flaw = describeFlaw(value);
  } catch {
    flaw = ' refers to itself, or is nested too deeply for JSON';
  }
  if (flaw !== null) throw new TypeError(`${what}${flaw.startsWith(' ') ? '' : ': '}${flaw.replace(/^\./, '')}`);
}

function isPromise(value: unknown): boolean {
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
 * @throws TypeError for what JSON can't take
 */
export function toText(value: unknown, what: string): string {
  return JSON.stringify(isJson(value, { freeze: false, lenient: true }) ? value : copied(value, what, false));
}

/** `toText` for the many values of one state: it knows their shapes. */
export function textWriter(what: string): (value: unknown) => string {
  const seal = recordSeal(false, (value) => copied(value, what, false));
  return (value) => JSON.stringify(seal(value));
}
