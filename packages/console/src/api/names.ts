/**
 * Names in addresses. Percent signs cannot protect all that Kafka takes: a browser makes one step up of `..`, also of
 * `%2E%2E`, and nothing of an empty part.
 */

const SHIELD = '~';

/** A name as one part of an address. */
export function nameInAddress(name: string): string {
  return encodeURIComponent(/^(\.{0,2}$|~)/.test(name) ? SHIELD + name : name);
}

/** @param part of an address, without its percent signs */
export function nameFromAddress(part: string): string {
  return part.startsWith(SHIELD) ? part.slice(SHIELD.length) : part;
}
