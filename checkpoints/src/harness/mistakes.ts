/** Turns what went wrong in a task into the one mistake that the learner reads. */
import { inspect, isDeepStrictEqual } from 'node:util';
import type { Mistake, Place } from '../grading/verdict.js';

/** A task's own verdict on the learner's code. */
export class TaskMistake extends Error {
  override readonly name = 'TaskMistake';

  constructor(readonly mistake: Omit<Mistake, 'advice'>) {
    super(mistake.message);
  }
}

/** What the learner's code threw, told apart from what went wrong in the task around it. */
export class LearnersError extends Error {
  override readonly name = 'LearnersError';

  constructor(readonly thrown: unknown) {
    super('the code under check threw');
  }
}

/** What `fail` and `equal` say besides the mistake's id. */
export interface MistakeDetails {
  message: string;
  expected?: unknown;
  got?: unknown;
}

/** Ends the task with a mistake. */
export function fail(id: string, { message, expected, got }: MistakeDetails): never {
  throw new TaskMistake({
    id,
    message,
    ...(expected === undefined ? {} : { expected: show(expected) }),
    ...(got === undefined ? {} : { got: show(got) }),
  });
}

/** Ends the task with a mistake unless both are deeply equal. */
export function equal(got: unknown, expected: unknown, id: string, message: string): void {
  if (isDeepStrictEqual(got, expected)) return;
  // A text without its quotes may look like the number that it should not be.
  const say = show(expected) === show(got) ? inspect : show;
  throw new TaskMistake({ id, message, expected: say(expected), got: say(got) });
}

/** Text as it is; anything else as a JavaScript literal. */
export function show(value: unknown): string {
  if (typeof value === 'string') return value;
  return inspect(value, { depth: 6, breakLength: 100, maxArrayLength: 10, maxStringLength: 200 });
}

/** Begins the error of a learner's module that imports the check's own tools. */
export const FORBIDDEN_IMPORT = "a lesson's code can't import";

const GENERAL_ADVICE: Readonly<Record<string, string>> = {
  checkpoint: 'This is not your mistake. Look at "npm run services status", and run the check again.',
  todo: 'This is where your work begins: replace the line that throws Todo.',
  'forbidden-import': 'Those are the tools of the check. A lesson needs kafkajs or @workbook/flink.',
  'process-exit': 'A function that others call must return or throw. Remove process.exit().',
  threw:
    'The marked line is where it came from. If none is marked, a library threw it that your code called. Look at the ' +
    'values that reach it.',
  'not-a-promise': 'Make the function async, or return the promise of what you call.',
  'unexpected-promise': 'This function only computes: it needs no async and no await.',
  'forgotten-await': 'Put await before every call that returns a promise, also before connect() and disconnect().',
  'error-swallowed':
    'Whoever called must hear of it. Catch only the error that you can mend, and throw every other one again.',
  'left-connected': 'Call disconnect() in a finally block, so that it happens after success and after an error.',
  'not-connected': 'Call await producer.connect() before the first send.',
  'unknown-topic': 'Use the topic that the function was given, letter by letter. Topics are not created by sending.',
  'job-file': 'The file must compile, and its default export must be a job: export default defineJob(...).',
  'job-import':
    "Which function of the job uses it? That one can't run in Flink: a job's functions are JavaScript, and know nothing of Node.",
  'job-cannot-work':
    'Nothing was started, since nothing would come of it. Add what the sentence names, or take out its cause.',
  'job-graph': 'The function in defineJob only describes the graph: source, operators, sinks. It handles no records.',
  'starts-at-end':
    'A KafkaSource begins at the first record where nothing else is said: leave startingOffsets out, or set OffsetsInitializer.earliest().',
  'endless-loop': 'A while loop needs a condition that becomes false. What does it wait for, and who changes that?',
  'not-in-flink':
    "A job's functions run in the JVM of Flink's TaskManager. JavaScript itself is there: Math, Date, JSON, Map. What Node or a browser adds is not.",
  'async-function': "Leave async and await out: a job's function returns its result at once.",
  'record-changed': 'What a function is given is not its own. Where does the marked line write into it?',
  'function-failed': 'This function runs on the cluster, in Flink. Which value there did it not expect?',
  'job-failed': 'This function runs on the cluster, for each record. Can it handle this one?',
  'no-answer': 'Is there a promise that never resolves, or a loop that waits for something that never comes?',
};

/** The advice of the lesson for this mistake, or the general one. */
export function adviceFor(id: string, advice: Readonly<Record<string, string>>): string | undefined {
  return advice[id] ?? GENERAL_ADVICE[id];
}

/** An error made where the learner's code called what ended with this error. */
type SiteOf = (error: Error) => Error | undefined;

/** The mistake behind anything that came out of a task. */
export function mistakeOf(error: unknown, file: string, siteOf?: SiteOf): Omit<Mistake, 'advice'> {
  if (error instanceof TaskMistake) return error.mistake;
  if (error instanceof LearnersError) return thrownMistake(error.thrown, file, siteOf);
  const what = error instanceof Error ? error.message : String(error);
  return { id: 'checkpoint', message: `The check itself came to no end: ${what}` };
}

/** The mistake behind what the learner's code threw. */
export function thrownMistake(error: unknown, file: string, siteOf?: SiteOf): Omit<Mistake, 'advice'> {
  if (!(error instanceof Error))
    return { id: 'threw', message: `Your code threw ${show(error)}, which is not an Error.` };
  const place = [...placesIn(error.stack, file), ...placesIn(siteOf?.(error)?.stack, file)][0];
  if (error.name === 'Todo') return { id: 'todo', message: `Still ${error.message}`, place };
  const forbidden = new RegExp(`${FORBIDDEN_IMPORT} \\S+`).exec(error.message)?.[0];
  if (forbidden) return { id: 'forbidden-import', message: `This file can't be graded: ${forbidden}.` };
  const exit = /^process\.exit unexpectedly called with "(.*)"/.exec(error.message);
  if (exit) return { id: 'process-exit', message: `Your code called process.exit(${exit[1]}).`, place };
  return { id: idOf(error), message: `Your code threw ${error.name}: ${error.message}${reasonsOf(error)}`, place };
}

/** What an error that stands for several says about each: kafkajs's is silent about them in its message. */
function reasonsOf(error: Error): string {
  if (!('errors' in error) || !Array.isArray(error.errors)) return '';
  const reasons = error.errors.filter((one) => one instanceof Error).map(({ message }) => message);
  return reasons.length === 0 ? '' : ` (${[...new Set(reasons)].join('; ')})`;
}

/** kafkajs wraps what happened in errors about its own attempts. */
function idOf(error: Error): string {
  const cause = rootCause(error);
  if (/producer is disconnected/i.test(cause.message)) return 'not-connected';
  if ('type' in cause && cause.type === 'UNKNOWN_TOPIC_OR_PARTITION') return 'unknown-topic';
  return 'threw';
}

export function rootCause(error: Error): Error {
  return error.cause instanceof Error && error.cause !== error ? rootCause(error.cause) : error;
}

/** The lines of the graded file in a stack trace, innermost first; vitest has mapped them to TypeScript. */
export function placesIn(stack = '', file: string): Place[] {
  return stack.split('\n').flatMap((line) => {
    const at = /(?:\(|at |async )(?:file:\/\/)?((?:[A-Za-z]:)?[^():]+):(\d+):(\d+)\)?$/.exec(line);
    return at?.[1] === file ? [{ file, line: Number(at[2]), column: Number(at[3]) }] : [];
  });
}
