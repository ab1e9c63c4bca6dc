/**
 * Freezes what was just made, and so may be replaced. Each property that `Object.freeze` fixes is a new hidden class of
 * the engine's, which costs as much as the object has properties: freezing 1,000 of them takes 90 ms. Large objects are
 * built anew instead, of properties that are fixed from the start, in 1 ms.
 */

/** Objects of more properties are built anew. */
export const MOST_FREEZABLE = 50;
/** Shorter JSON texts hold no object that large. */
const SHORT_TEXT = 6 * MOST_FREEZABLE;

/** What JSON.parse gave, frozen all the way down. `nested` says whether an object or array may be inside another. */
export function frozenParsed(value: object, text: string, nested: boolean): object {
  return nested || text.length > SHORT_TEXT ? frozenInside(value) : Object.freeze(value);
}

function frozenInside(value: object): object {
  return Array.isArray(value) ? frozenArray(value) : frozenObject(value as Record<string, unknown>);
}

function frozenArray(elements: unknown[]): object {
  for (let i = 0; i < elements.length; i++) {
    if (typeof elements[i] === 'object' && elements[i] !== null) elements[i] = frozenInside(elements[i] as object);
  }
  return Object.freeze(elements);
}

function frozenObject(value: Record<string, unknown>): object {
  const parts = Object.values(value);
  let isReplaced = parts.length > MOST_FREEZABLE;
  for (let i = 0; i < parts.length; i++) {
    if (typeof parts[i] === 'object' && parts[i] !== null) {
      const part = frozenInside(parts[i] as object);
      if (part !== parts[i]) isReplaced = true;
      parts[i] = part;
    }
  }
  return isReplaced ? buildObject(Object.keys(value), parts, true) : Object.freeze(value);
}

/** An object of these properties, without those that are undefined. Takes any name, also `__proto__`. */
export function buildObject(names: readonly string[], parts: readonly unknown[], freeze: boolean): object {
  const built = {};
  for (let i = 0; i < names.length; i++) {
    const value = parts[i];
    if (value !== undefined) {
      Object.defineProperty(built, names[i] as string, {
        value,
        enumerable: true,
        writable: !freeze,
        configurable: !freeze,
      });
    }
  }
  return freeze ? Object.preventExtensions(built) : built;
}
