import { describeFlaw } from '../json-value.js';
import { authorsFunctions } from './wrapped.js';

/**
 * A digest of a function's source text; for an instance, of its class and of the properties that are JSON values.
 * Node and every task thread compute it: where they differ, the module has built another job.
 */
export function functionDigest(fn: object): string {
  return hash(authorsFunctions(fn).map(describe).join('\n'));
}

function describe(fn: object): string {
  return typeof fn === 'function' ? sourceText(fn) : describeInstance(fn);
}

/** V8 and GraalJS disagree about a line break after an arrow function, and about the words for functions without source. */
function sourceText(fn: object): string {
  const text = String(fn).trim();
  return text.endsWith('{ [native code] }') ? 'native' : text;
}

function describeInstance(instance: object): string {
  const properties = Object.entries(instance).filter(([, value]) => describeFlaw(value) === null);
  return `${sourceText(instance.constructor)}${JSON.stringify(properties)}`;
}

/** FNV-1a over UTF-16 units, twice with different bases: 64 bits as hexadecimal text. */
function hash(text: string): string {
  return fnv1a(text, 0x811c9dc5) + fnv1a(text, 0x01000193);
}

function fnv1a(text: string, base: number): string {
  let h = base;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, '0');
}
