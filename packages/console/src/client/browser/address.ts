/** Addresses: which page one belongs to, and what stands in it. */
import { nameFromAddress, nameInAddress } from '../../api/names.js';

/** The parts of `address` that the names in `pattern` stand for, decoded; undefined where it does not fit. */
export function matchPath(pattern: string, address: string): Record<string, string> | undefined {
  const wanted = partsOf(pattern);
  const given = partsOf(address);
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) {
      const decoded = decode(value);
      if (decoded === undefined) return undefined;
      params[part.slice(1)] = decoded;
    } else if (part !== value) return undefined;
  }
  return params;
}

/** An address with these values in the place of the names in `pattern`. */
export function fillPath(pattern: string, params: Readonly<Record<string, string>>): string {
  return pattern.replace(/:(\w+)/g, (_, name: string) => nameInAddress(params[name] ?? ''));
}

const partsOf = (path: string) => path.split('/').filter((part) => part !== '');

function decode(text: string): string | undefined {
  try {
    return nameFromAddress(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}
