const LONGEST = 200;

/** A value as the source would spell it, for a message that refuses it: `"5"`, `5n`, `-0`, `{"a":1}`, `a Date`. */
export function spelled(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return shortened(JSON.stringify(value));
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : spelledObject(value);
    default:
      return String(value);
  }
}

function spelledObject(value: object): string {
  const name: unknown = value.constructor?.name;
  if (typeof name === 'string' && name !== '' && name !== 'Object' && name !== 'Array') return `a ${name}`;
  try {
    return shortened(JSON.stringify(value) ?? 'an object');
  } catch {
    // A cycle, a BigInt, or a getter that throws.
    return Array.isArray(value) ? 'an array' : 'an object';
  }
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
