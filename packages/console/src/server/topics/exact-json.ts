/** JSON whose numbers are the ones that were sent: JSON.parse takes 9007199254740993 for 9007199254740992. */
import { randomUUID } from 'node:crypto';

/** A number that JavaScript's own numbers would change. */
export class ExactNumber {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** As many digits as a double keeps of any decimal number, see https://en.cppreference.com/w/cpp/types/numeric_limits/digits10 */
const KEPT_DIGITS = 15;
/** Nobody's own text begins like this. */
const MARK = randomUUID();
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * As JSON.parse, but a number that it would change becomes an {@link ExactNumber}. A byte order mark before it is passed over.
 * @throws SyntaxError for what is no JSON
 */
export function parseExactJson(text: string): unknown {
  const json = text.replace(/^\ufeff/, '');
  // JSON.parse has the last word on what is JSON; most texts hold no such number.
  if (!/\d{3}[eE]|[eE][+-]?\d{2}|[\d.]{16}/.test(json)) return JSON.parse(json);
  JSON.parse(json);
  const marked = json.replace(TOKEN, (token) => (token.startsWith('"') || isKept(token) ? token : `"${MARK}${token}"`));
  return JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value.startsWith(MARK) ? new ExactNumber(value.slice(MARK.length)) : value,
  );
}

function isKept(token: string): boolean {
  const { digits, magnitude } = decimalOf(token);
  return digits.length <= KEPT_DIGITS && Math.abs(magnitude) < 300;
}

/** 0.DIGITS times ten to the power of `magnitude`; zero has no digits. */
function decimalOf(text: string): { sign: number; digits: string; magnitude: number } {
  const [, minus, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return { sign: 0, digits, magnitude: 0 };
  return { sign: minus ? -1 : 1, digits, magnitude: Number(exponent) + all.length - fraction.length };
}

export type AnyNumber = number | ExactNumber;

export function isNumber(value: unknown): value is AnyNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** Below 0 where `a` is the smaller one, 0 where they are the same number however they are written. */
export function compareNumbers(a: AnyNumber, b: AnyNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [decimalOf(String(a)), decimalOf(String(b))];
  if (x.sign !== y.sign) return x.sign - y.sign;
  if (x.magnitude !== y.magnitude) return x.sign * (x.magnitude < y.magnitude ? -1 : 1);
  return x.digits === y.digits ? 0 : x.sign * (x.digits < y.digits ? -1 : 1);
}
