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
/** After so many objects that JSON would change, wherever there are more, all of them are copied at once. */
const MOST_CHANGED = 100;
/** What the properties of a record may be. */
const KINDS: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'object', 'undefined']);

/**
 * What becomes of the values. To `freeze` is to freeze them all the way down. Those that operators `share` may be changed
 * by each of them, as if an exchange were between: also those that their author froze. What is only to `write` may keep
 * what JSON.stringify leaves out by itself.
 */
export type Use = 'freeze' | 'share' | 'write';

/**
 * For the many values of one place, whose shapes it learns.
 * @param otherwise what becomes of a value that can't be sealed as it is
 */
export function recordSeal(use: Use, otherwise: Seal): RecordSeal {
  return sealAtLevel(0, use, otherwise);
}

function sealAtLevel(level: number, use: Use, otherwise?: Seal): RecordSeal {
  const inGeneral = (value: unknown) => jsonCopy(value, use === 'freeze', level);
  if (level > MOST_LEVELS) return { known: nothing, other: inGeneral };
  const inside = () => sealAtLevel(level + 1, use);
  return learningSeal({ use, inGeneral, otherwise: otherwise ?? inGeneral, inside });
}

const nothing: Seal = () => undefined;

/**
 * For values of any size that are looked at again and again while they grow: beyond an object's own properties only
 * kinds are looked at, except where a new shape is learned. Nothing is frozen or copied.
 */
export function shallowSeal(): RecordSeal {
  const inside = () => ({ known: nothing, other: sealByKind });
  const seal = learningSeal({ use: 'share', inGeneral: sealByKind, otherwise: nothing, inside });
  const { other } = seal;
  return Object.assign(seal, { other: (value: unknown) => (Array.isArray(value) ? sealByKind(value) : other(value)) });
}

function sealByKind(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return isJson(value, false) ? value : undefined;
  const prototype = Object.getPrototypeOf(value);
  return prototype === (Array.isArray(value) ? Array.prototype : Object.prototype) ? value : undefined;
}

interface Sealing {
  use: Use;
  /** For values whose shape can't be learned. */
  inGeneral: Seal;
  /** For values that can't be sealed as they are. */
  otherwise: Seal;
  /** For one property, or for the elements of a list. */
  inside: () => RecordSeal;
}

function learningSeal({ use, inGeneral, otherwise, inside }: Sealing): RecordSeal {
  let shapesLeft = MOST_SHAPES;
  let misses = 0;
  let changed = 0;
  let elements: RecordSeal | undefined;
  const isWritten = use === 'write';

  function sealArray(value: unknown[]): unknown {
    if (!hasOnlyElements(value)) return undefined;
    if (elements === undefined) {
      if (value.some((_, i) => isGetter(value, String(i)))) return inGeneral(value);
      elements = inside();
      // The short way to here. Objects in the same place are known by another function, which then asks this one.
      if (seal.known === nothing) seal.known = (next) => (Array.isArray(next) ? sealArray(next) : undefined);
    }
    const ofElements = elements;
    const { length } = value;
    let i = 0;
    let element = value[0];
    while (
      i < length &&
      (typeof element === 'string' ||
        (typeof element === 'number'
          ? element - element === 0 && (element !== 0 || isWritten || 1 / element > 0)
          : isSealed(element, ofElements)))
    ) {
      i++;
      element = value[i];
    }
    if (i === length && (use !== 'share' || Object.isExtensible(value)))
      return use === 'freeze' ? Object.freeze(value) : value;
    const copy = value.map((part) => ofElements.known(part) ?? ofElements.other(part));
    return copy.includes(undefined) ? undefined : use === 'freeze' ? Object.freeze(copy) : copy;
  }

  function sealObject(value: Record<string, unknown>): unknown {
    if (shapesLeft === 0) {
      misses += 1;
      if (misses > MOST_MISSES) seal.known = inGeneral;
      return inGeneral(value);
    }
    if (changed > MOST_CHANGED) return inGeneral(value);
    const names = Object.keys(value);
    const isOdd =
      names.length > MOST_PROPERTIES ||
      // A name that objects inherit would be there without being theirs.
      names.some((name) => name in Object.prototype || isGetter(value, name));
    if (isOdd) {
      shapesLeft -= 1;
      return inGeneral(value);
    }
    const sealNew = names.every((name) => KINDS.has(typeof value[name])) ? sealFor(value, use, inside) : nothing;
    const sealed = sealNew(value);
    if (sealed === undefined) {
      changed += 1;
      return undefined;
    }
    shapesLeft -= 1;
    const earlier = seal.known;
    seal.known = earlier === nothing ? sealNew : (next) => earlier(next) ?? sealNew(next);
    return sealed;
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
function sealFor(sample: Record<string, unknown>, use: Use, inside: () => RecordSeal): Seal {
  const names = Object.keys(sample);
  const present = names.filter((name) => sample[name] !== undefined);
  const absent = names.filter((name) => sample[name] === undefined);
  const parts = names.filter((name) => typeof sample[name] === 'object');
  const get = (name: string) => `value[${JSON.stringify(name)}]`;
  const tests = [
    'typeof value === "object" && value !== null',
    ...present.map((name) => testFor(get(name), sample[name], parts.indexOf(name), use)),
    // What is missing is undefined, too.
    ...absent.map((name) => `${get(name)} === undefined && ${JSON.stringify(name)} in value`),
    `ownKeys(value).length === ${names.length} && prototypeOf(value) === plain`,
  ];
  const fields = present.map((name) => {
    const part = parts.indexOf(name);
    return `${JSON.stringify(name)}: ${part < 0 ? get(name) : `part${part}`}`;
  });
  const isWhole = [
    ...parts.map((name, i) => `part${i} === ${get(name)}`),
    ...(use === 'share' ? ['isExtensible(value)'] : []),
    ...(absent.length > 0 && use !== 'write' ? ['false'] : []),
  ];
  const copy = `{ ${fields.join(', ')} }`;
  const sealed = isWhole.length > 0 ? `(${isWhole.join(' && ')} ? value : ${copy})` : 'value';
  // Parameters are the cheapest variables.
  const source = `
    return (${['value', 'number', ...parts.map((_, i) => `part${i}`)].join(', ')}) =>
      ${tests.join(' && ')} ? ${use === 'freeze' ? `freeze(${sealed})` : sealed} : undefined;`;
  const given = {
    ownKeys: Reflect.ownKeys,
    prototypeOf: Object.getPrototypeOf,
    isExtensible: Object.isExtensible,
    plain: Object.prototype,
    freeze: Object.freeze,
    seals: parts.map(inside),
  };
  return new Function(...Object.keys(given), source)(...Object.values(given));
}

/** Null may stand for any value. */
function testFor(property: string, sample: unknown, part: number, use: Use): string {
  if (typeof sample === 'number')
    return `(typeof (number = ${property}) === "number" ? ${isGood('number', use)} : number === null)`;
  if (typeof sample !== 'object') return `(typeof ${property} === "${typeof sample}" || ${property} === null)`;
  const name = `part${part}`;
  const primitive = `(${name} = ${property}) === null || typeof ${name} === "string"`;
  const number = `typeof ${name} === "number" && ${isGood(name, use)}`;
  return `(${primitive} || ${number} || (${name} = seals[${part}].known(${name}) ?? seals[${part}].other(${name})) !== undefined)`;
}

/** Whether a number is finite and not -0, which is written as 0. Only for 0, which is falsy, it is asked whether it is -0. */
function isGood(number: string, use: Use): string {
  const finite = `${number} - ${number} === 0`;
  return use === 'write' ? finite : `${finite} && (${number} || 1 / ${number} > 0)`;
}
