/**
 * Keys as canonical text: values that are equal have the same text, whatever the order of their properties. Flink
 * hashes this text, and savepoints contain it, so it can't change any more.
 */
import { toText } from '../records/json-records.js';

/**
 * The canonical text of a key: JSON with sorted properties; -0 is 0.
 * @throws TypeError for null, undefined and what is no JSON value
 */
export function keyText(key: unknown, what: string): string {
  return typeof key === 'string'
    ? JSON.stringify(key)
    : typeof key === 'number' && key - key === 0
      ? `${key}`
      : otherKeyText(key, what);
}

function otherKeyText(key: unknown, what: string): string {
  if (key === null || key === undefined) throw new TypeError(`${what} is ${key}: a record needs a key`);
  if (typeof key === 'number')
    throw new TypeError(`${what} is ${key}: JSON has no such number (use a text of your own, such as "none")`);
  const text = toText(key, what);
  return typeof key === 'object' ? canonicalText(key) : text;
}

/** JSON with sorted properties. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, property]) => [name, sorted(property)]));
}
