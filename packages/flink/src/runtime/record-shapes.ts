/**
 * Seals records: gives back what JSON would, frozen. That is the record itself, unless JSON would change it.
 *
 * The TaskManager interprets JavaScript: a loop over a record's properties takes it longer than parsing the record. So
 * records like one that came before are checked by a function that was generated for the names of its properties, and
 * asks for each of them by itself. What can't be seen that way is looked for only while shapes are learned: a getter, or a
 * hidden property, in the place of a usual one of the same name.
 */
import { isJson, isJsonNumber, isPlainArray } from './json-walk.js';

/** Gives the sealed value; undefined for what is no JSON value, or has to be copied by way of JSON. */
export type Seal = (value: unknown) => unknown;

/** Objects of more properties, of ever new shapes, or deep inside others are checked in the general way. */
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
export function recordSeal(freeze: boolean, otherwise: Seal): Seal {
  return sealAtLevel(0, freeze, otherwise);
}

function sealAtLevel(level: number, freeze: boolean, otherwise: Seal): Seal {
  const inGeneral = (value: unknown) => (isJson(value, { freeze, lenient: false }) ? value : undefined);
  if (level > MOST_LEVELS) return (value) => (typeof value === 'string' ? value : inGeneral(value));
  return learningSeal({ freeze, inGeneral, otherwise, inside: () => sealAtLevel(level + 1, freeze, giveUp) });
}

/** Null is a value, though `??` passes it on. */
const giveUp: Seal = (value) => (value === null ? null : undefined);

/**
 * For values of any size that are looked at again and again while they grow: beyond an object's own properties only
 * kinds are looked at, except where a new shape is learned. Nothing is frozen.
 */
export function shallowSeal(): Seal {
  const seal = learningSeal({ freeze: false, inGeneral: sealByKind, otherwise: giveUp, inside: () => sealByKind });
  return (value) => (Array.isArray(value) ? sealByKind(value) : seal(value));
}

function sealByKind(value: unknown): unknown {
  if (typeof value !== 'object' || value === null)
    return isJson(value, { freeze: false, lenient: false }) ? value : undefined;
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
  inside: () => Seal;
}

function learningSeal({ freeze, inGeneral, otherwise, inside }: Sealing): Seal {
  let shapesLeft = MOST_SHAPES;
  let misses = 0;
  let known: Seal | undefined;
  let sealElement: Seal | undefined;
  const finish = <T>(value: T): T => (freeze ? Object.freeze(value) : value);

  function sealOther(value: unknown): unknown {
    if (typeof value === 'number') return isJsonNumber(value) ? value : undefined;
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value !== 'object') return undefined;
    return Array.isArray(value) ? sealArray(value) : sealObject(value as Record<string, unknown>);
  }

  function sealArray(value: unknown[]): unknown {
    if (!isPlainArray(value)) return undefined;
    const seal = sealElement ?? inside();
    sealElement = seal;
    let i = value.length - 1;
    while (i >= 0 && (typeof value[i] === 'string' || isSealed(value[i], seal))) i--;
    if (i < 0) return finish(value);
    const copy = value.map(seal);
    return copy.includes(undefined) ? undefined : finish(copy);
  }

  function sealObject(value: Record<string, unknown>): unknown {
    if (shapesLeft === 0) {
      misses += 1;
      if (misses > MOST_MISSES) known = undefined;
      return inGeneral(value);
    }
    const names = Object.keys(value);
    if (names.length > MOST_PROPERTIES) {
      shapesLeft -= 1;
      return inGeneral(value);
    }
    if (names.some((name) => isGetter(value, name))) return undefined;
    // A name that objects inherit would be there without being theirs.
    if (names.some((name) => name in Object.prototype)) return inGeneral(value);
    if (!isJson(value, { freeze, lenient: true })) return undefined;
    shapesLeft -= 1;
    const seal = sealFor(value, freeze, inside);
    const earlier = known;
    known = earlier ? (next) => earlier(next) ?? seal(next) : seal;
    return seal(value);
  }

  return (value) =>
    (known !== undefined && typeof value === 'object' ? known(value) : undefined) ??
    (typeof value === 'string' ? value : (sealOther(value) ?? otherwise(value)));
}

function isSealed(value: unknown, seal: Seal): boolean {
  return value !== undefined && seal(value) === value;
}

function isGetter(value: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(value, name)?.get !== undefined;
}

/**
 * The function for objects like this one. As many properties as names, and each is there: no others are. Where something
 * inside had to be copied, the object is copied; properties that are undefined are left out, as JSON does.
 */
function sealFor(sample: Record<string, unknown>, freeze: boolean, inside: () => Seal): Seal {
  const names = Object.keys(sample);
  const absent = names.filter((name) => sample[name] === undefined);
  const parts = names.filter((name) => typeof sample[name] === 'object');
  const get = (name: string) => `value[${JSON.stringify(name)}]`;
  const count = names.length;
  const tests = [
    'typeof value === "object" && value !== null',
    ...names.map((name) => testFor(get(name), sample[name], parts.indexOf(name))),
    // What is missing is undefined, too.
    ...absent.map((name) => `${JSON.stringify(name)} in value`),
    `ownKeys(value).length === ${count} && prototypeOf(value) === plain`,
  ];
  const same = parts.map((name, i) => `part${i} === ${get(name)}`).join(' && ') || 'true';
  const copy = `{ ...value, ${parts.map((name, i) => `${JSON.stringify(name)}: part${i}`).join(', ')} }`;
  const rest = `({ ${absent.map((name, i) => `${JSON.stringify(name)}: absent${i}, `).join('')}...rest }) => rest`;
  const whole = parts.length > 0 ? `(${same} ? value : ${copy})` : 'value';
  const sealed = absent.length > 0 ? `without(${whole})` : whole;
  const source = `
    const without = ${rest};
    ${parts.length > 0 ? `let ${parts.map((_, i) => `part${i}`).join(', ')};` : ''}
    return (value) => ${tests.join(' && ')} ? ${freeze ? `freeze(${sealed})` : sealed} : undefined;`;
  const given = {
    ownKeys: Reflect.ownKeys,
    prototypeOf: Object.getPrototypeOf,
    plain: Object.prototype,
    freeze: Object.freeze,
    isFinite: Number.isFinite,
    seals: parts.map(inside),
  };
  return new Function(...Object.keys(given), source)(...Object.values(given));
}

/** Only for 0, which is falsy, it is asked whether it is -0. */
function testFor(property: string, sample: unknown, part: number): string {
  switch (typeof sample) {
    case 'object':
      return `((part${part} = ${property}) === null || typeof part${part} === "string" || (part${part} = seals[${part}](part${part})) !== undefined)`;
    case 'number':
      return `isFinite(${property}) && (${property} || 1 / ${property} > 0)`;
    default:
      return `typeof ${property} === "${typeof sample}"`;
  }
}
