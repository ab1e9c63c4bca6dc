/**
 * Records, keys and state are JSON values. What JSON writes in another way is made what JSON gives back, at once, so that
 * a record is the same in the next operator whether or not there is an exchange between: a property that is undefined is
 * left out, -0 is 0, a getter becomes its value, an object without a prototype gets the usual one. What JSON would lose
 * is refused: it is named here.
 */

/**
 * So many objects and lists may be inside each other. A walk through them needs the stack of the task's thread, which a
 * long chain of operators shares.
 */
export const MOST_LEVELS = 100;

/**
 * Says why a value can't be a JSON value, with the path to the part that can't, or null for one that can:
 * `.price is NaN: JSON has no such number (use null)`.
 */
export function describeFlaw(value: unknown): string | null {
  return describeNesting(value, []) ?? describeFlawOf(value);
}

/** What a getter throws is told when the properties are described. */
function describeNesting(value: unknown, around: object[]): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if (around.includes(value)) return ' refers to itself: JSON has no end for it';
  if (around.length === MOST_LEVELS)
    return ` is nested more than ${MOST_LEVELS} levels deep, and the stack of a task's thread has no room for more: flatten it, or carry the inner part as text, JSON.stringify(part)`;
  const inside = [...around, value];
  try {
    for (const part of Object.values(value)) {
      const flaw = describeNesting(part, inside);
      if (flaw !== null) return flaw;
    }
  } catch {}
  return null;
}

function describeFlawOf(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return null;
    case 'number':
      return Number.isFinite(value) ? null : ` is ${value}: JSON has no such number (use null)`;
    case 'bigint':
      return ' is a BigInt: JSON has none (use a number or a string)';
    case 'object':
      return value === null ? null : Array.isArray(value) ? describeFlawOfArray(value) : describeFlawOfObject(value);
    case 'undefined':
      return ' is undefined: JSON has no such value (use null)';
    default:
      return ` is a ${typeof value}: JSON has none`;
  }
}

function describeFlawOfArray(value: readonly unknown[]): string | null {
  if (!inheritsOnlyFrom(value, 2)) return ` is a ${className(value)}: use a plain array, [...elements]`;
  for (let i = 0; i < value.length; i++) {
    const flaw = describeFlawOf(value[i]);
    if (flaw) return `[${i}]${flaw}`;
  }
  const more = Reflect.ownKeys(value).find((name) => name !== 'length' && !isIndex(name));
  if (more === undefined) return null;
  const remedy = value.length > 0 && more === 'index' ? ', as a match of a regular expression is one' : '';
  return ` is an array with the property ${describeName(more)}${remedy}: JSON keeps only the elements (use [...elements], or an object)`;
}

function describeFlawOfObject(value: object): string | null {
  if (!inheritsOnlyFrom(value, 1) && Object.getPrototypeOf(value) !== null) {
    const remedy = value instanceof Date ? 'use getTime() or toISOString()' : 'use a plain object';
    return ` is a ${className(value)}: ${remedy}`;
  }
  for (const name of Reflect.ownKeys(value)) {
    if (typeof name === 'symbol') return ` has the property ${describeName(name)}: JSON has no symbols`;
    if (!Object.prototype.propertyIsEnumerable.call(value, name)) {
      return ` has the property ${describeName(name)}, which is not enumerable: JSON would lose it`;
    }
    const flaw = describeFlawOfProperty(value, name);
    if (flaw) return `.${name}${flaw}`;
  }
  return null;
}

function describeFlawOfProperty(value: object, name: string): string | null {
  let property: unknown;
  try {
    property = (value as Record<string, unknown>)[name];
  } catch (error) {
    return ` can't be read, its getter throws ${error}`;
  }
  return property === undefined ? null : describeFlawOf(property);
}

/** Whether the last of so many prototypes is Object's: perhaps another realm's, so they can't be compared. */
function inheritsOnlyFrom(value: object, prototypes: number): boolean {
  let last: object | null = value;
  for (let i = 0; i < prototypes && last !== null; i++) last = Object.getPrototypeOf(last);
  return last !== null && Object.getPrototypeOf(last) === null && Object.hasOwn(last, 'isPrototypeOf');
}

function className(value: object): string {
  const name: unknown = value.constructor?.name;
  return typeof name === 'string' && name !== '' && name !== 'Object' && name !== 'Array' ? name : 'class instance';
}

function isIndex(name: string | symbol): boolean {
  return typeof name === 'string' && /^(0|[1-9]\d*)$/.test(name);
}

function describeName(name: string | symbol): string {
  return typeof name === 'symbol' ? String(name) : `"${name}"`;
}
