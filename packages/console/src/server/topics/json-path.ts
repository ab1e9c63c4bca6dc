/** A question about a message's JSON: a path, and what the value there has to be. A small part of JSONPath (RFC 9535). */
import { ConsoleProblem } from '../problem.js';
import { type AnyNumber, compareNumbers, isNumber, parseExactJson } from './exact-json.js';

type Step = { name: string } | { index: number } | 'any';
const OPERATORS = ['!=', '>=', '<=', '=', '>', '<', '~'] as const;
type Operator = (typeof OPERATORS)[number];

export interface JsonQuestion {
  path: readonly Step[];
  /** Without one, the path has to be there. */
  operator?: Operator;
  operand?: string | AnyNumber | boolean | null;
}

/** More elements than this are not looked at for one `[*]`. */
const MAX_VALUES = 10_000;

const STEP = /^(?:\.?([\p{L}_$][\p{L}\p{N}_$-]*)|\[(\d{1,9})\]|\[\s*("(?:[^"\\]|\\.)*")\s*\]|\.?(\[\*\]|\*))/u;

function refuse(text: string, why: string): ConsoleProblem {
  return new ConsoleProblem('refused', `The JSON filter "${text.slice(0, 200)}" cannot be read: ${why}`, {
    remedy:
      'Write a path and, if you like, a comparison: amount > 100, user.name = "Ada", items[0].id, tags[*] = "new".',
  });
}

/**
 * Reads `user.id = "u-1"`, `$.items[0].price >= 10`, `tags[*] ~ "new"` (contains) or `error` (is there).
 * @throws ConsoleProblem saying what is not understood
 */
export function parseJsonQuestion(text: string): JsonQuestion {
  let rest = text.trim().replace(/^\$(?=[.[]|\s*$)/, '');
  const path: Step[] = [];
  for (;;) {
    const found = STEP.exec(rest);
    if (!found) break;
    const [whole, name, index, quoted] = found;
    if (name !== undefined) path.push({ name });
    else if (index !== undefined) path.push({ index: Number(index) });
    else path.push(quoted === undefined ? 'any' : { name: readName(text, quoted) });
    rest = rest.slice(whole.length);
  }
  rest = rest.trim();
  if (rest === '') {
    if (path.length === 0) throw refuse(text, 'it has no path.');
    return { path };
  }
  const operator = OPERATORS.find((it) => rest.startsWith(it));
  if (!operator)
    throw refuse(text, `"${rest.slice(0, 40)}" is neither a step of a path nor one of ${OPERATORS.join(' ')}.`);
  const after = rest.slice(operator.length).replace(/^=/, '');
  // What a text contains may well begin so, with a space before it.
  const odd = /^[=!<>~]+/.exec(operator === '~' ? after : after.trim())?.[0];
  if (odd !== undefined) {
    const given = rest.slice(0, rest.length - after.trim().length + odd.length);
    const why = `"${given}" is no comparison; those are ${OPERATORS.join(' ')}.`;
    throw refuse(text, `${why} A text that begins with "${odd}" is written in quotes.`);
  }
  const operand = readOperand(after.trim());
  if (operand === undefined) throw refuse(text, `there is nothing after "${operator}".`);
  return { path, operator, operand };
}

function readName(text: string, quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw refuse(text, `${quoted} is not a name in quotes.`);
  }
}

/** A JSON literal; other text is taken as it is, so that quotes may be left out. */
function readOperand(text: string): JsonQuestion['operand'] {
  if (text === '') return undefined;
  try {
    const value: unknown = parseExactJson(text);
    if (isNumber(value)) return value;
    return typeof value === 'object' && value !== null ? text : (value as string | boolean | null);
  } catch {
    return text;
  }
}

/**
 * Whether one of the values at the path is as asked.
 * @param document as {@link parseExactJson} reads it, so that numbers are compared as they were sent
 */
export function answers(document: unknown, { path, operator, operand }: JsonQuestion): boolean {
  return valuesAt(document, path).some((value) => operator === undefined || holds(value, operator, operand));
}

function valuesAt(document: unknown, path: readonly Step[]): unknown[] {
  let values = [document];
  for (const step of path) {
    const next: unknown[] = [];
    for (const value of values) {
      if (typeof value !== 'object' || value === null) continue;
      if (step === 'any') next.push(...Object.values(value).slice(0, MAX_VALUES - next.length));
      else if ('index' in step) {
        if (Array.isArray(value) && step.index < value.length) next.push(value[step.index]);
      } else if (!Array.isArray(value) && Object.hasOwn(value, step.name))
        next.push((value as Record<string, unknown>)[step.name]);
      if (next.length >= MAX_VALUES) break;
    }
    values = next;
  }
  return values;
}

function holds(value: unknown, operator: Operator, operand: JsonQuestion['operand']): boolean {
  if (operator === '~') return typeof value === 'string' && value.includes(String(operand));
  const order = orderOf(value, operand);
  switch (operator) {
    case '=':
      return order === 0 || value === operand;
    case '!=':
      return order !== 0 && value !== operand;
    case '>':
      return order !== undefined && order > 0;
    case '<':
      return order !== undefined && order < 0;
    case '>=':
      return order !== undefined && order >= 0;
    case '<=':
      return order !== undefined && order <= 0;
  }
}

/** As a comparator's answer; undefined for two values of which none comes before the other. */
function orderOf(value: unknown, operand: JsonQuestion['operand']): number | undefined {
  if (isNumber(value) && isNumber(operand)) return compareNumbers(value, operand);
  if (typeof value !== 'string' || typeof operand !== 'string') return undefined;
  return value < operand ? -1 : value > operand ? 1 : 0;
}
