/**
 * Functions of a job that are async, or return nothing, and an `open()` as Java writes it. The compiler tells of them where a
 * type no longer fits: at a sink, three lines below.
 */

/** What the compiler said, and in which line, from 1. */
interface Diagnostic {
  line: number;
  message: string;
}

/** What is to be said instead, and where. Lines and columns begin at 1. */
export interface FunctionSlip {
  id: 'async-function' | 'nothing-returned' | 'open-argument';
  message: string;
  advice: string;
  line: number;
  column: number;
}

type Words = Omit<FunctionSlip, 'line' | 'column'>;

/** The compiler speaks of an `open()` that takes an argument, or of the argument's type. */
const OPEN_CONTEXT = /^Property 'open' in type '\w+' is not assignable|['"]OpenContext['"]/;
const OPENS = /\bopen\s*\(\s*\w+\s*\??\s*[:)]/g;

const OPERATOR = /\.(map|filter|flatMap|keyBy|process|reduce)\(/g;
/** Operators whose function makes its result by returning it. */
const RETURNING = ['map', 'filter', 'keyBy', 'reduce'];

/**
 * The function of the job that is async or returns nothing, if the compiler speaks of what comes of it: promises, or nothing.
 * Or the first `open()` with an argument, if the compiler speaks of that.
 *
 * @param source the text of the file that the compiler speaks of
 */
export function functionSlip({ line, message }: Diagnostic, source: string): FunctionSlip | undefined {
  const code = withoutTexts(source);
  if (OPEN_CONTEXT.test(message)) return openSlip(code);
  const [from, to] = jobIn(code);
  const lines = (at: number) => code.slice(0, at).split('\n').length;
  if (line < lines(from) || line > lines(to)) return undefined;
  for (const { 0: call, 1: operator = '', index } of code.matchAll(OPERATOR)) {
    if (index < from || index > to) continue;
    const open = index + call.length - 1;
    const given = code.slice(open + 1, closingOf(code, open)).trim();
    const slip =
      (/\bPromise</.test(message) && asyncSlip(operator, given, code)) ||
      (/\bvoid\b/.test(message) && silentSlip(operator, given, code));
    if (slip) return { ...slip, line: lines(index), column: index - code.lastIndexOf('\n', index) + 1 };
  }
  return undefined;
}

function openSlip(code: string): FunctionSlip | undefined {
  const [method] = code.matchAll(OPENS);
  if (!method) return undefined;
  const before = code.slice(0, method.index);
  return {
    id: 'open-argument',
    message: 'open() takes no argument here: there is no OpenContext.',
    advice: 'Write open(): void. What a function asks for, state and metrics, this.getRuntimeContext() gives it.',
    line: before.split('\n').length,
    column: method.index - before.lastIndexOf('\n'),
  };
}

function asyncSlip(operator: string, given: string, code: string): Words | undefined {
  const isName = /^\w+$/.test(given);
  const isAsync = isName
    ? new RegExp(`\\basync function ${given}\\b|\\b${given}\\b[^=;\\n]*=\\s*async\\b`).test(code)
    : /^async\b/.test(given);
  if (!isAsync) return undefined;
  return {
    id: 'async-function',
    message: `${operator} is given an async function: its result is a promise, and a task of Flink's can't wait for one.`,
    advice: 'Leave async and await out. What has to wait for a service asks it through Async I/O.',
  };
}

function silentSlip(operator: string, given: string, code: string): Words | undefined {
  if (!RETURNING.includes(operator)) return undefined;
  const declared = /^\w+$/.test(given) ? new RegExp(`\\bfunction ${given}\\b`).exec(code) : undefined;
  const written = declared ? code.slice(declared.index) : given;
  const begins = /^(?:function\b[^{]*|(?:\([^)]*\)|\w+)[^={]*=>\s*)\{/.exec(written);
  if (!begins) return undefined;
  const open = begins[0].length - 1;
  if (/\breturn\b/.test(written.slice(open, closingOf(written, open)))) return undefined;
  return {
    id: 'nothing-returned',
    message: `The function that ${operator} is given returns nothing: between its braces is no return.`,
    advice: `Write return before the result, or leave the braces out. An object then needs parentheses: ${operator}((record) => ({ … })).`,
  };
}

/** Where the call of defineJob begins and ends. */
function jobIn(code: string): [number, number] {
  const call = /\bdefineJob\s*(?:<[^()]*>\s*)?\(/.exec(code);
  if (!call) return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return [call.index, closingOf(code, call.index + call[0].length - 1)];
}

/** The bracket that closes the one at this place; the end of the code if there is none. */
function closingOf(code: string, open: number): number {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if ('([{'.includes(code[at] ?? '')) depth += 1;
    else if (')]}'.includes(code[at] ?? '') && --depth === 0) return at;
  }
  return code.length;
}

/** The code at its places, with blanks for comments and texts: what stands in them is no code. */
function withoutTexts(source: string): string {
  const texts = /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return source.replace(texts, (text) => text.replace(/[^\n]/g, ' '));
}
