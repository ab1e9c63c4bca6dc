/** A question about a message's JSON: a path, and what the value there has to be. A small part of JSONPath (RFC 9535). */
import { ConsoleProblem } from '../problem.js';
import { type AnyNumber, compareNumbers, isNumber, parseExactJson } from './exact-json.js';

type Step = { name: string } | { index: number } | 'any';
const OPERATORS = ['!=', '>=', '<=', '=', '>', '<', '~'] as const;
type Operator = (typeof OPERATORS)[number];
type Operand = string | AnyNumber | boolean | null | undefined;

export interface JsonQuestion {
  path: readonly Step[];
  /** Without one, the path has to be there. */
  operator?: Operator;
  operand?: Operand;
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
  const place = (part: string) => `at character ${text.trimEnd().length - part.length + 1}`;
  if (!operator) {
    const steps = `is neither a step of a path nor one of ${OPERATORS.join(' ')}.`;
    throw refuse(text, `${place(rest)}, "${rest.slice(0, 40)}" ${steps}`);
  }
  if (path.length === 0) throw refuse(text, `${place(rest)}, there is no path before "${operator}".`);
  const after = rest.slice(operator.length).replace(/^=/, '');
  // What a text contains may well begin so, with a space before it.
  const odd = /^[=!<>~]+/.exec(operator === '~' ? after : after.trim())?.[0];
  if (odd !== undefined) {
    const given = rest.slice(0, rest.length - after.trim().length + odd.length);
    const why = `"${given}" is no comparison; those are ${OPERATORS.join(' ')}.`;
    throw refuse(text, `${why} A text that begins with "${odd}" is written in quotes.`);
  }
  const right = after.trim();
  if (right === '') throw refuse(text, `there is nothing after "${operator}".`);
  const operand = readOperand(right);
  const fault = operandFault(right, operator, operand);
  if (fault !== undefined) throw refuse(text, `${place(right)}, ${fault}`);
  return { path, operator, operand };
}

function readName(text: string, quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    throw refuse(text, `${quoted} is not a name in quotes.`);
  }
}

/** A JSON literal; other text is taken as it is, so that quotes may be left out. Undefined for a list or an object. */
function readOperand(text: string): Operand {
  try {
    const value: unknown = parseExactJson(text);
    if (isNumber(value)) return value;
    return typeof value === 'object' && value !== null ? undefined : (value as string | boolean | null);
  } catch {
    return text;
  }
}

/** What is wrong with the right side of a comparison; undefined where nothing is. */
function operandFault(text: string, operator: Operator, operand: Operand): string | undefined {
  if (operand === undefined) {
    return 'a whole list or object cannot be compared: ask for a value in it, such as tags[*] or user.name.';
  }
  const isQuoted = typeof operand === 'string' && operand !== text;
  if (isQuoted) return undefined;
  const shown = `"${text.slice(0, 40)}"`;
  if (text.startsWith('"')) {
    const closed = /^"(?:[^"\\]|\\.)*"/.exec(text)?.[0];
    if (closed === undefined) return `the quote is not closed: ${shown}.`;
    return `something follows the text in quotes: "${text.slice(closed.length).trim().slice(0, 40)}".`;
  }
  if (text.startsWith("'")) return `a text stands in double quotes: ${shown}.`;
  const joint = typeof operand === 'string' ? /(?:^|\s)(and|or|&&|\|\|)(?:\s|$)/i.exec(text)?.[1] : undefined;
  if (joint !== undefined) {
    return `there is ${shown}: a filter is one comparison, and "${joint}" joins none to it. A text that has that word in it stands in double quotes.`;
  }
  const isOrder = operator !== '=' && operator !== '!=' && operator !== '~';
  if (isOrder && !isNumber(operand)) {
    return `"${operator}" compares with a number, and ${shown} is none. A text, such as a date, stands in double quotes.`;
  }
  return undefined;
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

function holds(value: unknown, operator: Operator, operand: Operand): boolean {
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
function orderOf(value: unknown, operand: Operand): number | undefined {
  if (isNumber(value) && isNumber(operand)) return compareNumbers(value, operand);
  if (typeof value !== 'string' || typeof operand !== 'string') return undefined;
  return value < operand ? -1 : value > operand ? 1 : 0;
}
