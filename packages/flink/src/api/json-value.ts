/** Records, keys and state are JSON values; what JSON would silently change is named here. */

/**
 * Says why a value is no JSON value, with the path to the part that isn't, or null for a value that is one:
 * `.price is NaN: JSON has no such number (use null)`. Properties that are undefined are left out, as JSON does.
 */
export function describeFlaw(value: unknown): string | null {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return null;
    case 'number':
      return Number.isFinite(value) ? null : ` is ${value}: JSON has no such number (use null)`;
    case 'bigint':
      return ' is a BigInt: JSON has none (use a number or a string)';
    case 'object':
      return value === null ? null : describeFlawInside(value);
    case 'undefined':
      return ' is undefined: JSON has no such value (use null)';
    default:
      return ` is a ${typeof value}: JSON has none`;
  }
}

function describeFlawInside(value: object): string | null {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const flaw = describeFlaw(value[i]);
      if (flaw) return `[${i}]${flaw}`;
    }
    return null;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    const remedy = value instanceof Date ? 'use getTime() or toISOString()' : 'use a plain object';
    return ` is a ${value.constructor?.name ?? 'class instance'}: ${remedy}`;
  }
  for (const [name, property] of Object.entries(value)) {
    const flaw = property === undefined ? null : describeFlaw(property);
    if (flaw) return `.${name}${flaw}`;
  }
  return null;
}
