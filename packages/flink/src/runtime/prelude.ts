/**
 * The first module of every bundle. It makes the evaluation of a job repeatable: while the author's module and build
 * function run, the clock stands still and chance is seeded, both from the submission, so that Node and every task
 * thread build the same graph. When the functions start, clock and chance are the real ones again.
 *
 * It also replaces `console`, which GraalJS does not have: in Node lines go to the realm's own console, on the cluster
 * to the job's log. And it adds `atob` and `btoa`.
 */
import { atob, btoa } from './records/base64.js';

/** What the side that evaluates the bundle leaves in the realm before it does. */
interface Realm {
  /** The text of submission.json. */
  __submission?: string;
  console?: Partial<Record<ConsoleLevel, (...values: unknown[]) => void>>;
  Date: DateConstructor;
  atob?: typeof atob;
  btoa?: typeof btoa;
}

export type ConsoleLevel = 'log' | 'info' | 'warn' | 'error' | 'debug';
/** Takes a line that was printed. */
export type ConsoleSink = (level: ConsoleLevel, text: string) => void;

/** The text of submission.json: time, seed and arguments. */
export interface SubmissionText {
  time: number;
  seed: number;
  args: Record<string, unknown>;
}

const realm = globalThis as unknown as Realm;

export const submission: SubmissionText = JSON.parse(realm.__submission ?? '{"time":0,"seed":0,"args":{}}');

/** True until the functions start. */
let building = true;

/** Ends the evaluation phase: from here on `Date` and `Math.random` are the real ones, also where they were kept. */
export function endBuilding(): void {
  building = false;
  realm.Date = RealDate;
  RealDate.now = realNow;
  Math.random = realRandom;
}

const RealDate = Date;
const realNow = Date.now;
const realRandom = Math.random;

RealDate.now = function now() {
  return building ? submission.time : realNow();
};
realm.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, building && args.length === 0 ? [submission.time] : args, newTarget),
  apply: (target) => (building ? new target(submission.time).toString() : target()),
});

/** Mulberry32: small, and the same everywhere. */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const buildRandom = seededRandom(submission.seed);
Math.random = function random() {
  return building ? buildRandom() : realRandom();
};

realm.atob ??= atob;
realm.btoa ??= btoa;

const LEVELS: readonly ConsoleLevel[] = ['log', 'info', 'warn', 'error', 'debug'];
const outer = realm.console;
let sink: ConsoleSink | undefined;

/** Sends what functions print to the job's log. */
export function sendConsoleTo(newSink: ConsoleSink): void {
  sink = newSink;
}

realm.console = Object.fromEntries(
  LEVELS.map((level) => [
    level,
    (...values: unknown[]) => {
      if (sink) sink(level, values.map(describe).join(' '));
      else outer?.[level]?.(...values);
    },
  ]),
);

/** A value as the console shows it. */
function describe(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.stack ?? String(value);
  if (typeof value === 'object' && value !== null) {
    try {
      return JSON.stringify(value);
    } catch {
      // A cycle or a BigInt: fall through.
    }
  }
  return String(value);
}
