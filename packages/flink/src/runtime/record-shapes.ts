/**
 * Seals records: gives back what JSON would, frozen. That is the record itself, unless JSON would change it.
 *
 * The TaskManager interprets JavaScript: a loop over a record's properties takes it longer than parsing the record. So
 * records like one that came before are checked by a function that was generated for the names of its properties, and
 * asks for each of them by itself. What can't be seen that way is looked for only while shapes are learned: a getter, or a
 * hidden property, in the place of a usual one of the same name, and a getter in the place of a list's element.
 */
import { jsonCopy } from './json-copy.js';
import { hasOnlyElements, isJson, isJsonNumber } from './json-walk.js';

/** Gives the sealed value; undefined for what it can't seal. */
export type Seal = (value: unknown) => unknown;

/** Seals in two steps, as a call from one function to the next is dear: `known(value) ?? other(value)`. */
export interface RecordSeal {
  /** For objects of a shape that is known. */
  known: Seal;
  /** For any value. */
  readonly other: Seal;
}

/** Objects of more properties, of ever new shapes, or deep inside others are copied. */
const MOST_PROPERTIES = 50;
const MOST_SHAPES = 8;
const MOST_LEVELS = 4;
/** After so many objects of other shapes the known ones are no longer asked. */
const MOST_MISSES = 100;

/**
 * For the many values of one place, whose shapes it learns.
 * @param freeze whether what is sealed is frozen, all the way down
 * @param otherwise what becomes of a value that can't be sealed as it is
 */
export function recordSeal(freeze: boolean, otherwise: Seal): RecordSeal {
  return sealAtLevel(0, freeze, otherwise);
}

function sealAtLevel(level: number, freeze: boolean, otherwise: Seal): RecordSeal {
  const inGeneral = (value: unknown) => jsonCopy(value, freeze, level);
  if (level > MOST_LEVELS) return { known: nothing, other: inGeneral };
  return learningSeal({ freeze, inGeneral, otherwise, inside: () => sealAtLevel(level + 1, freeze, nothing) });
}

const nothing: Seal = () => undefined;

/**
 * For values of any size that are looked at again and again while they grow: beyond an object's own properties only
 * kinds are looked at, except where a new shape is learned. Nothing is frozen or copied.
 */
export function shallowSeal(): RecordSeal {
  const inside = () => ({ known: nothing, other: sealByKind });
  const seal = learningSeal({ freeze: false, inGeneral: sealByKind, otherwise: nothing, inside });
  const { other } = seal;
  return Object.assign(seal, { other: (value: unknown) => (Array.isArray(value) ? sealByKind(value) : other(value)) });
}

function sealByKind(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return isJson(value, false) ? value : undefined;
  const prototype = Object.getPrototypeOf(value);
  return prototype === (Array.isArray(value) ? Array.prototype : Object.prototype) ? value : undefined;
}

interface Sealing {
  freeze: boolean;
  /** For values whose shape can't be learned. */
  inGeneral: Seal;
  /** For values that can't be sealed as they are. */
  otherwise: Seal;
  /** For one property, or for the elements of a list. */
  inside: () => RecordSeal;
}

function learningSeal({ freeze, inGeneral, otherwise, inside }: Sealing): RecordSeal {
  let shapesLeft = MOST_SHAPES;
  let misses = 0;
  let elements: RecordSeal | undefined;
  const finish = <T>(value: T): T => (freeze ? Object.freeze(value) : value);

  function sealArray(value: unknown[]): unknown {
    if (!hasOnlyElements(value)) return undefined;
    if (elements === undefined) {
      if (value.some((_, i) => isGetter(value, String(i)))) return inGeneral(value);
      elements = inside();
    }
    const seal = elements;
    let i = value.length - 1;
    while (
      i >= 0 &&
      (typeof value[i] === 'string' ||
        (typeof value[i] === 'number' ? isJsonNumber(value[i] as number) : isSealed(value[i], seal)))
    )
      i--;
    if (i < 0) return finish(value);
    const copy = value.map((element) => seal.known(element) ?? seal.other(element));
    return copy.includes(undefined) ? undefined : finish(copy);
  }

  function sealObject(value: Record<string, unknown>): unknown {
    if (shapesLeft === 0) {
      misses += 1;
      if (misses > MOST_MISSES) seal.known = nothing;
      return inGeneral(value);
    }
    const names = Object.keys(value);
    const isOdd =
      names.length > MOST_PROPERTIES ||
      // A name that objects inherit would be there without being theirs.
      names.some((name) => name in Object.prototype || isGetter(value, name));
    if (isOdd) {
      shapesLeft -= 1;
      return inGeneral(value);
    }
    if (!isJson(value, true)) return undefined;
    shapesLeft -= 1;
    const sealNew = sealFor(value, freeze, inside);
    const earlier = seal.known;
    seal.known = earlier === nothing ? sealNew : (next) => earlier(next) ?? sealNew(next);
    return sealNew(value);
  }

  function sealOther(value: unknown): unknown {
    if (typeof value === 'number') return isJsonNumber(value) ? value : undefined;
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'object') return undefined;
    return Array.isArray(value) ? sealArray(value) : sealObject(value as Record<string, unknown>);
  }

  const seal: RecordSeal = {
    known: nothing,
    other: (value) => (typeof value === 'string' || value === null ? value : (sealOther(value) ?? otherwise(value))),
  };
  return seal;
}

function isSealed(value: unknown, seal: RecordSeal): boolean {
  return value !== undefined && (seal.known(value) ?? seal.other(value)) === value;
}

function isGetter(value: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(value, name)?.get !== undefined;
}

/**
 * The function for objects like this one. As many properties as names, and each is there: no others are. Where something
 * inside had to be copied, or a property is undefined, which JSON leaves out, the object is copied.
 */
function sealFor(sample: Record<string, unknown>, freeze: boolean, inside: () => RecordSeal): Seal {
  const names = Object.keys(sample);
  const present = names.filter((name) => sample[name] !== undefined);
  const absent = names.filter((name) => sample[name] === undefined);
  const parts = names.filter((name) => typeof sample[name] === 'object');
  const get = (name: string) => `value[${JSON.stringify(name)}]`;
  const tests = [
    'typeof value === "object" && value !== null',
    ...present.map((name) => testFor(get(name), sample[name], parts.indexOf(name))),
    // What is missing is undefined, too.
    ...absent.map((name) => `${get(name)} === undefined && ${JSON.stringify(name)} in value`),
    `ownKeys(value).length === ${names.length} && prototypeOf(value) === plain`,
  ];
  const fields = present.map((name) => {
    const part = parts.indexOf(name);
    return `${JSON.stringify(name)}: ${part < 0 ? get(name) : `part${part}`}`;
  });
  const copy = `{ ${fields.join(', ')} }`;
  const isSame = parts.map((name, i) => `part${i} === ${get(name)}`).join(' && ');
  const whole = parts.length > 0 ? `(${isSame} ? value : ${copy})` : 'value';
  const sealed = absent.length > 0 ? `(${copy})` : whole;
  const source = `
    ${parts.length > 0 ? `let ${parts.map((_, i) => `part${i}`).join(', ')};` : ''}
    return (value) => ${tests.join(' && ')} ? ${freeze ? `freeze(${sealed})` : sealed} : undefined;`;
  const given = {
    ownKeys: Reflect.ownKeys,
    prototypeOf: Object.getPrototypeOf,
    plain: Object.prototype,
    freeze: Object.freeze,
    seals: parts.map(inside),
  };
  return new Function(...Object.keys(given), source)(...Object.values(given));
}

/** Null may stand for any value. */
function testFor(property: string, sample: unknown, part: number): string {
  if (typeof sample === 'number')
    return `(typeof ${property} === "number" ? ${isGood(property)} : ${property} === null)`;
  if (typeof sample !== 'object') return `(typeof ${property} === "${typeof sample}" || ${property} === null)`;
  const name = `part${part}`;
  const primitive = `(${name} = ${property}) === null || typeof ${name} === "string"`;
  const number = `typeof ${name} === "number" && ${isGood(name)}`;
  return `(${primitive} || ${number} || (${name} = seals[${part}].known(${name}) ?? seals[${part}].other(${name})) !== undefined)`;
}

/** Whether a number is finite and not -0. Only for 0, which is falsy, it is asked whether it is -0. */
function isGood(number: string): string {
  return `${number} - ${number} === 0 && (${number} || 1 / ${number} > 0)`;
}
