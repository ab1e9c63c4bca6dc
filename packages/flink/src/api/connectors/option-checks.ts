/** Options that the compiler did not see, or can't check: refused where they are given, with a sentence. */
import { spelled } from '../spelled.js';

/** @throws TypeError if a required option is missing or empty. */
export function requireText(owner: string, option: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') {
    throw new TypeError(`new ${owner}: ${option} is ${value === '' ? 'empty' : spelled(value)}, a text is expected`);
  }
}

/** @throws TypeError for a value that is given and not among the choices. */
export function requireOneOf(owner: string, option: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw new TypeError(`new ${owner}: ${option} is ${spelled(value)}; expected is one of ${choices.join(', ')}`);
}

/** @throws TypeError for an option that is given and no function. */
export function requireFunctions<O extends object>(
  owner: string,
  options: O,
  names: readonly (keyof O & string)[],
): void {
  for (const name of names) {
    const value: unknown = options[name];
    if (value === undefined || typeof value === 'function') continue;
    throw new TypeError(`new ${owner}: ${name} is ${spelled(value)}, a function is expected`);
  }
}

/**
 * @param ours properties that an option of their own stands for
 * @throws TypeError for a property that is no text, or is set by an option
 */
export function requireProperties(
  owner: string,
  properties: Record<string, string> | undefined,
  ours: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries<unknown>(properties ?? {})) {
    if (typeof value !== 'string') {
      throw new TypeError(`new ${owner}: the property ${name} is ${spelled(value)}, a text is expected`);
    }
    if (ours[name] !== undefined) {
      throw new TypeError(`new ${owner}: ${name} is set by the option ${ours[name]}, not by a property`);
    }
  }
}
