/**
 * Runs in a worker thread: evaluates a bundle in a realm that offers what GraalJS offers, and nothing of Node, as Flink's
 * task threads will do. The thread can be ended, so a job that never returns does not hang its author's terminal.
 */
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import { inspect } from 'node:util';
import vm from 'node:vm';
import { parentPort } from 'node:worker_threads';
import type { PlanningListener } from '../api/job/planning.js';
import type { EvaluationPhase } from '../failures/errors.js';
import { ownThread } from './thread-time.js';

export interface PlanRequest {
  code: string;
  /** The text of submission.json. */
  submission: string;
  /** Evaluate, which whoever asked ends when it takes too long; or watch for `sampleMs` where an evaluation spends its time. */
  purpose: 'plan' | 'sample';
  /** In ms. */
  sampleMs?: number;
}

/** Which arguments the build function looked at. */
export interface ReadArguments {
  names: string[];
  /** It asked for the names of all of them. */
  listed: boolean;
}

/** A place in bundle.js; lines and columns from 1. */
export interface BundlePlace {
  function: string;
  line: number;
  column: number;
}

export type PlanReply =
  /** `thread` is where the system tells the thread's processor time, see thread-time.ts. */
  | { type: 'phase'; phase: EvaluationPhase; thread: string | undefined }
  | { type: 'console'; level: string; text: string }
  /** `stacks` are those of the calls that added the plan's nodes. */
  | { type: 'planned'; plan: string; stacks: string[]; read: ReadArguments }
  | { type: 'threw'; name: string; message: string; stack: string; read: ReadArguments }
  | { type: 'sampled'; stack: BundlePlace[] };

const LEVELS = ['log', 'info', 'warn', 'error', 'debug'] as const;

/** It is started before there is something to evaluate. */
const request = await new Promise<PlanRequest>((resolve) => parentPort?.once('message', resolve));
const reply = (message: PlanReply) => parentPort?.postMessage(message);

const silent = request.purpose === 'sample';
const thread = ownThread();
const read = new Set<string>();
let listed = false;
let stacks: string[] | undefined;

/** What is read after the graph is complete, its own digests read. */
const listener: PlanningListener = {
  argumentRead(name) {
    if (!stacks) read.add(name);
  },
  argumentsListed() {
    if (!stacks) listed = true;
  },
  built(calls) {
    stacks = [...calls];
  },
};
const readArguments = (): ReadArguments => ({ names: [...read], listed });

function realm(): vm.Context {
  const context = vm.createContext(
    { __submission: request.submission, __planning: listener },
    { microtaskMode: 'afterEvaluate' },
  );
  vm.runInContext('delete globalThis.WebAssembly; Error.stackTraceLimit = 100;', context);
  context.console = Object.fromEntries(
    LEVELS.map((level) => [
      level,
      (...values: unknown[]) => {
        const text = values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ');
        if (!silent) reply({ type: 'console', level, text });
      },
    ]),
  );
  return context;
}

/** Returns the plan as JSON. */
function evaluate(): string {
  const context = realm();
  const timeout = request.sampleMs === undefined ? undefined : Math.ceil(request.sampleMs);
  reply({ type: 'phase', phase: 'module', thread });
  vm.runInContext(request.code, context, { filename: 'bundle.js', timeout });
  reply({ type: 'phase', phase: 'build', thread });
  return vm.runInContext('__flink.plan(__submission)', context, { filename: 'plan.js', timeout });
}

const isTimeout = (error: unknown) => (error as NodeJS.ErrnoException)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** Evaluates under the profiler and returns where most of the time went, innermost first. */
async function sample(): Promise<BundlePlace[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 2000 });
  await session.post('Profiler.start');
  try {
    evaluate();
  } catch (error) {
    if (!isTimeout(error)) return [];
  }
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return hottestStack(profile);
}

function hottestStack({ nodes }: Profiler.Profile): BundlePlace[] {
  const parents = new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)));
  // (root), (program), (garbage collector) and (idle) are the engine's own.
  const functions = nodes.filter((node) => !node.callFrame.functionName.startsWith('('));
  let node = functions.sort((a, b) => (b.hitCount ?? 0) - (a.hitCount ?? 0))[0];
  const stack: BundlePlace[] = [];
  for (; node; node = parents.get(node.id)) {
    const { url, functionName, lineNumber, columnNumber } = node.callFrame;
    const hottest = node.positionTicks?.reduce((most, each) => (each.ticks > most.ticks ? each : most));
    if (url !== 'bundle.js') continue;
    // The line may belong to a function that the engine inlined; then the function's own beginning serves.
    if (hottest) stack.push({ function: functionName, line: hottest.line, column: firstColumn(hottest.line) });
    stack.push({ function: functionName, line: lineNumber + 1, column: columnNumber + 1 });
  }
  return stack;
}

/** The column, from 1, of a line's first character that is not a space. */
function firstColumn(line: number): number {
  return (request.code.split('\n')[line - 1]?.search(/\S/) ?? 0) + 1;
}

function explain(error: unknown): PlanReply {
  // Errors of the realm are not instances of this thread's Error.
  const { name, message, stack } = (error ?? {}) as Partial<Error>;
  if (typeof message === 'string' && typeof stack === 'string') {
    return { type: 'threw', name: String(name), message, stack, read: readArguments() };
  }
  return { type: 'threw', name: '', message: inspect(error), stack: '', read: readArguments() };
}

if (request.purpose === 'sample') {
  reply({ type: 'sampled', stack: await sample() });
} else {
  try {
    const plan = evaluate();
    reply({ type: 'planned', plan, stacks: stacks ?? [], read: readArguments() });
  } catch (error) {
    reply(explain(error));
  }
}
