/**
 * What may leave a function: JSON values. Where they leave, they are made what JSON would give back, so that it doesn't
 * matter whether an exchange follows, and frozen, so that operators can share them: who changes a record later gets a
 * TypeError at that line, and nobody else ever sees the change.
 */
import { describeFlaw } from '../../api/json-value.js';
import { frozenParsed } from './frozen-objects.js';
import { jsonCopy } from './json-copy.js';
import { isJson } from './json-walk.js';
import { recordSeal, shallowSeal, type Use } from './record-shapes.js';

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
  const seal = sealOf(what);
  return (value) => seal.known(value) ?? seal.other(value);
}

function sealOf(what: string, use: Use = freezing ? 'freeze' : 'share') {
  return recordSeal(use, (value) => copied(value, what, use === 'freeze'));
}

/** `sealer`, but the same record again is answered by undefined: the runner then keeps its text. */
export function sealerUnlessSame(what: string): (result: unknown, input: unknown) => unknown {
  const seal = sealOf(what);
  if (freezing) {
    return (result, input) =>
      result === input && typeof result === 'object' && result !== null
        ? undefined
        : (seal.known(result) ?? seal.other(result));
  }
  // The function may have changed the record that it was given.
  return (result, input) => {
    const sealed = seal.known(result) ?? seal.other(result);
    return sealed === input && typeof sealed === 'object' && sealed !== null ? undefined : sealed;
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
    return isJson(accumulator, false)
      ? accumulator
      : copied(accumulator, `the accumulator that ${method} returns`, false);
  };
  return (accumulator, given, method) => {
    calls += 1;
    if (calls === nextWhole) {
      nextWhole *= 2;
      return sealWhole(accumulator, method);
    }
    if (calls > FIRST_ACCUMULATORS && accumulator === given) return accumulator;
    return seal.known(accumulator) ?? seal.other(accumulator) ?? sealWhole(accumulator, method);
  };
}

/** What JSON gives back for a value that it changes, or can't take. */
function copied(value: unknown, what: string, freeze: boolean): unknown {
  const copy = jsonCopy(value, freeze);
  if (copy !== undefined) return copy;
  refuseFlaw(value, what);
  // It is from another realm, whose objects have other prototypes.
  const text = JSON.stringify(value);
  return freeze ? parseFrozen(text, true) : JSON.parse(text);
}

/** @throws TypeError for what JSON can't take */
function refuseFlaw(value: unknown, what: string): void {
  refusePromise(value, what);
  const flaw = describeFlaw(value);
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
  return freezing ? parseFrozen(text, nested) : JSON.parse(text);
}

function parseFrozen(text: string, nested: boolean): unknown {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? frozenParsed(value, text, nested) : value;
}

/**
 * A value as JSON text, for state and keys: the value itself stays its owner's.
 * @throws TypeError for what JSON can't take
 */
export function toText(value: unknown, what: string): string {
  return JSON.stringify(isJson(value, true) ? value : copied(value, what, false));
}

/** `toText` for the many values of one state: it knows their shapes. */
export function textWriter(what: string): (value: unknown) => string {
  const seal = sealOf(what, 'write');
  return (value) => JSON.stringify(seal.known(value) ?? seal.other(value));
}
