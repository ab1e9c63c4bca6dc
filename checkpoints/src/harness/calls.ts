/** Calls the learner's functions: what a call must look like, whatever the lesson is about. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Place } from '../grading/verdict.js';
import type { Floating } from './floating.js';
import type { KafkaCall, KafkaCalls } from './kafka-calls.js';
import { fail, LearnersError, placesIn, TaskMistake } from './mistakes.js';
import type { Wire } from './wire.js';

/** How long a client may take to end its connections after the function that made it has ended. */
const CLOSING_MS = 1_000;

/** A function that computes: its value, which must not be a promise. */
export function compute<T>(name: string, call: () => T): T {
  const result = blamed(call);
  if (isPromise(result)) {
    result.then(undefined, () => undefined);
    fail('unexpected-promise', {
      message: `${name} returned a promise; it should return the value itself.`,
      got: 'a Promise',
    });
  }
  return result;
}

/** What is watched while the learner's code runs. */
export interface Watch {
  /** The graded file. */
  file: string;
  wire: Wire;
  calls: KafkaCalls;
  floating: Floating;
}

/**
 * A function that talks to a service: awaits it, and looks at what it leaves open or under way.
 *
 * @param follow looks at the promise as soon as it is there
 */
export async function work<T, R = T>(
  name: string,
  call: () => Promise<T>,
  watch: Watch,
  follow?: (promise: Promise<T>) => Promise<R>,
): Promise<R> {
  const before = new Set(watch.calls.open);
  const promise = promised(name, call);
  let leftUnderWay: KafkaCall[] = [];
  promise.then(
    () => {
      const isOwn = (made: KafkaCall) => !before.has(made) && !watch.wire.hasSevered(made.clientId);
      leftUnderWay = watch.calls.open.filter((made) => !made.ended && isOwn(made));
    },
    // What an error interrupted may be under way: the others of a Promise.all, for example.
    () => undefined,
  );
  const [outcome] = await Promise.allSettled([follow ? follow(promise) : promise]);
  const forgotten = (await unnoticed(watch)) ?? stillUnderWay(name, leftUnderWay, watch);
  if (forgotten) throw told(outcome, forgotten);
  const open = await watch.wire.stillOpen(CLOSING_MS);
  watch.floating.ended(name);
  await turn();
  watch.floating.refuse(name);
  if (outcome.status === 'rejected') throw learners(outcome.reason);
  if (open > 0) {
    fail('left-connected', {
      message: `${name} has ended, and ${open === 1 ? 'a connection to Kafka is' : `${open} connections to Kafka are`} still open.`,
      expected: 'no open connection',
      got: `${open} open`,
    });
  }
  // Without follow, R is T.
  return outcome.value as R;
}

/** A function that talks to a service and can't succeed: it must end with an error, and leave nothing open all the same. */
export async function refused(name: string, call: () => Promise<unknown>, watch: Watch): Promise<void> {
  const succeeded = await work(name, call, watch, (promise) =>
    promise.then(
      () => true,
      () => false,
    ),
  );
  if (!succeeded) return;
  fail('error-swallowed', {
    message: `${name} has to end with an error, and it ended as if all were well.`,
    expected: 'an error',
    got: 'a return value',
  });
}

/** A function that starts something which goes on: awaits it. */
export async function start<T>(name: string, call: () => Promise<T>, watch: Watch): Promise<T> {
  const [outcome] = await Promise.allSettled([promised(name, call)]);
  const forgotten = await unnoticed(watch);
  if (forgotten) throw told(outcome, forgotten);
  watch.floating.refuse(name);
  if (outcome.status === 'rejected') throw learners(outcome.reason);
  return outcome.value;
}

/** A call whose promise nobody has looked at: not even an await that has just begun. */
async function unnoticed({ calls, file }: Watch): Promise<TaskMistake | undefined> {
  const made = calls.open.filter(({ noticed }) => !noticed);
  await turn();
  const call = made.find(({ noticed }) => !noticed);
  if (!call) return undefined;
  const message = `Nobody waits for ${call.name}(): what it does may come too late, or fail unheard.`;
  return forgottenAwait(message, placesIn(call.site.stack, file)[0]);
}

/** A call that somebody waits for, but not the function: the line is the one where the function let go. */
function stillUnderWay(name: string, [call]: KafkaCall[], { file }: Watch): TaskMistake | undefined {
  if (!call) return undefined;
  const message = `${name} has ended, and its call of ${call.name}() is still under way.`;
  return forgottenAwait(message, placesIn(call.site.stack, file).at(-1));
}

function forgottenAwait(message: string, place: Place | undefined): TaskMistake {
  return new TaskMistake({ id: 'forgotten-await', message, place });
}

/** What the task says about it is said at the line of the forgotten await. */
function told(outcome: PromiseSettledResult<unknown>, forgotten: TaskMistake): TaskMistake {
  if (outcome.status === 'fulfilled' || !(outcome.reason instanceof TaskMistake)) return forgotten;
  return new TaskMistake({ place: forgotten.mistake.place, ...outcome.reason.mistake });
}

function promised<T>(name: string, call: () => Promise<T>): Promise<T> {
  const promise: unknown = blamed(call);
  if (isPromise<T>(promise)) return Promise.resolve(promise);
  fail('not-a-promise', { message: `${name} returned no promise, so nobody can wait for it.`, got: String(promise) });
}

function isPromise<T = unknown>(value: unknown): value is PromiseLike<T> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

/** What the learner's function throws is the learner's; what else goes wrong in a task is not. */
function blamed<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw learners(error);
  }
}

function learners(error: unknown): Error {
  return error instanceof TaskMistake ? error : new LearnersError(error);
}
