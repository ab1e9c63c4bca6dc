/** Calls the learner's functions: what a call must look like, whatever the lesson is about. */
import { setTimeout as delay } from 'node:timers/promises';
import { fail, LearnersError, TaskMistake } from './mistakes.js';
import type { Wire } from './wire.js';

/** How long a client may take to end its connections after the function that made it has ended. */
const CLOSING_MS = 1_000;
/** A failed promise that nobody waits for shows within this time after the call. */
const SETTLING_MS = 20;

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

/**
 * A function that talks to a service: awaits it, and looks at what it leaves open.
 *
 * @param failures the promises that failed with nobody waiting for them
 * @param follow looks at the promise as soon as it is there
 */
export async function work<T, R = T>(
  name: string,
  call: () => Promise<T>,
  wire: Wire,
  failures: readonly unknown[],
  follow?: (promise: Promise<T>) => Promise<R>,
): Promise<R> {
  const promise = promised(name, call);
  const [outcome] = await Promise.allSettled([follow ? follow(promise) : promise]);
  const open = await wire.stillOpen(CLOSING_MS);
  await delay(SETTLING_MS);
  refuseFloating(name, failures);
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

/** A function that starts something which goes on: awaits it. */
export async function start<T>(name: string, call: () => Promise<T>, failures: readonly unknown[]): Promise<T> {
  const [outcome] = await Promise.allSettled([promised(name, call)]);
  refuseFloating(name, failures);
  if (outcome.status === 'rejected') throw learners(outcome.reason);
  return outcome.value;
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

function refuseFloating(name: string, failures: readonly unknown[]): void {
  const [first] = failures;
  if (first === undefined) return;
  const message = first instanceof Error ? first.message : String(first);
  fail('forgotten-await', {
    message: `${name} started something that failed later, and nobody waited for it: ${message}`,
  });
}
