/**
 * What to do about TypeScript's own stumbling blocks, in whatever code they are: the compiler says which types differ, and not
 * why.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const READ_ONLY_LIST =
  'Nobody may change this list. Where you want to change one, take a copy, [...list]; where you only read it, say so in its type: readonly Order[].';
const CHANGED_LIST = 'This list is there to be read. Take a copy, [...list], and change that.';
const READ_ONLY_FIELD = 'It is there to be read. Make a new object with another value: { ...order, amount: 3 }.';
const MAYBE_MISSING =
  'For TypeScript it may be missing, such as the first of a list that is empty. Take the elements in a loop, for (const one of list), or say what happens without it: ??, or if (one) …';
const CAUGHT = 'What is thrown can be anything. Ask first: if (error instanceof Error) …';
const UNTYPED = 'Say what it is given: (order: Order) => …';

const BY_MESSAGE: readonly [RegExp, string][] = [
  [/is 'readonly' and cannot be assigned to the mutable type/, READ_ONLY_LIST],
  [/^Property '\w+' does not exist on type 'readonly .*\[\]'/, CHANGED_LIST],
  [/only permits reading\.$/, CHANGED_LIST],
  [/^Cannot assign to '.*' because it is a read-only property\.$/, READ_ONLY_FIELD],
  [/possibly '(?:undefined|null)'|\| (?:undefined|null)' is not assignable/, MAYBE_MISSING],
  [/^'\w+' is of type 'unknown'\.$/, CAUGHT],
  [/^Parameter '.*' implicitly has an 'any' type\.$/, UNTYPED],
];

/**
 * @param message the compiler's, as it stands
 * @param near gives the text of the file and of what it imports: there the types are that the message names
 * @returns one sentence or two; undefined if the message is about something else
 */
export function languageHint(message: string, near: () => string): string | undefined {
  return widenedHint(message, near) ?? BY_MESSAGE.find(([said]) => said.test(message))?.[1];
}

/** A text whose type has become `string` on its way to where only certain texts may come. */
function widenedHint(message: string, near: () => string): string | undefined {
  const [, wanted = ''] = /Type 'string' is not assignable to type '(".*"|\w+)'\.$/m.exec(message) ?? [];
  const example = wanted.startsWith('"')
    ? `'${wanted.slice(1, -1).split('"')[0]}'`
    : new RegExp(`\\btype ${wanted || '-'}\\s*=\\s*\\|?\\s*('[^'\\n]*'|"[^"\\n]*")`).exec(near())?.[1];
  if (example === undefined) return undefined;
  const type = wanted.startsWith('"') ? 'as one of them' : `as ${wanted}`;
  return `Only certain texts may come here, and TypeScript knows only that this is some text. Write ${example} as const where the text stands, or declare its variable, parameter or result ${type}.`;
}

/** The text of a file and of the files that it imports by a relative path; nothing where they can't be read. */
export function nearbySource(file: string): string {
  const own = readIfThere(file);
  const imported = [...own.matchAll(/\bfrom\s*['"](\.[^'"]+)['"]/g)].map(([, name = '']) =>
    readIfThere(path.resolve(path.dirname(file), name.replace(/\.js$/, '.ts'))),
  );
  return [own, ...imported].join('\n');
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
