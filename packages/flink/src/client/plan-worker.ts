/**
 * Runs in a worker thread: evaluates a bundle in a realm that offers what GraalJS offers, and nothing of Node, as Flink's
 * task threads will do. The thread can be ended, so a job that never returns does not hang its author's terminal.
 */
import { Session } from 'node:inspector/promises';
import { inspect } from 'node:util';
import vm from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import type { EvaluationPhase } from './errors.js';

export interface PlanRequest {
  code: string;
  /** The text of submission.json. */
  submission: string;
  /** How long module and build function may run together, in ms. */
  timeoutMs: number;
}

/** A place in bundle.js; lines and columns from 1. */
export interface BundlePlace {
  function: string;
  line: number;
  column: number;
}

export type PlanReply =
  | { type: 'phase'; phase: EvaluationPhase }
  | { type: 'console'; level: string; text: string }
  | { type: 'planned'; plan: string }
  | { type: 'threw'; name: string; message: string; stack: string }
  | { type: 'endless'; stack: BundlePlace[] };

/** How long an endless loop is watched to find its line. */
const SAMPLE_MS = 250;
const LEVELS = ['log', 'info', 'warn', 'error', 'debug'] as const;

const request = workerData as PlanRequest;
const reply = (message: PlanReply) => parentPort?.postMessage(message);

function realm(print: boolean): vm.Context {
  const context = vm.createContext({ __submission: request.submission }, { microtaskMode: 'afterEvaluate' });
  vm.runInContext('delete globalThis.WebAssembly; Error.stackTraceLimit = 100;', context);
  context.console = Object.fromEntries(
    LEVELS.map((level) => [
      level,
      (...values: unknown[]) => {
        const text = values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' ');
        if (print) reply({ type: 'console', level, text });
      },
    ]),
  );
  return context;
}

function evaluate(timeoutMs: number, first: boolean): string {
  const context = realm(first);
  const deadline = performance.now() + timeoutMs;
  const remaining = () => Math.max(1, Math.ceil(deadline - performance.now()));
  if (first) reply({ type: 'phase', phase: 'module' });
  vm.runInContext(request.code, context, { filename: 'bundle.js', timeout: remaining() });
  if (first) reply({ type: 'phase', phase: 'build' });
  return vm.runInContext('__flink.plan(__submission)', context, { filename: 'plan.js', timeout: remaining() });
}

const isTimeout = (error: unknown) => (error as NodeJS.ErrnoException)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';

/** Evaluates once more under the profiler. Clock and randomness are fixed, so the same loop is reached again. */
async function sampleLoop(spentMs: number): Promise<BundlePlace[]> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 2000 });
  await session.post('Profiler.start');
  try {
    evaluate(Math.min(spentMs, SAMPLE_MS), false);
  } catch (error) {
    if (!isTimeout(error)) return [];
  }
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  const parents = new Map(
    profile.nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)),
  );
  let node = profile.nodes.reduce((most, each) => ((each.hitCount ?? 0) > (most.hitCount ?? 0) ? each : most));
  const stack: BundlePlace[] = [];
  for (;;) {
    const { url, functionName, lineNumber, columnNumber } = node.callFrame;
    const hottest = node.positionTicks?.reduce((most, each) => (each.ticks > most.ticks ? each : most));
    if (url === 'bundle.js') {
      const column = hottest ? indentation(hottest.line) : columnNumber + 1;
      stack.push({ function: functionName, line: hottest?.line ?? lineNumber + 1, column });
    }
    const parent = parents.get(node.id);
    if (!parent) return stack;
    node = parent;
  }
}

/** The column, from 1, of a line's first character that is not a space. */
function indentation(line: number): number {
  return (request.code.split('\n')[line - 1]?.search(/\S/) ?? 0) + 1;
}

try {
  reply({ type: 'planned', plan: evaluate(request.timeoutMs, true) });
} catch (error) {
  if (isTimeout(error)) {
    reply({ type: 'endless', stack: await sampleLoop(request.timeoutMs) });
  } else {
    // Errors of the realm are not instances of this thread's Error.
    const { name, message, stack } = (error ?? {}) as Partial<Error>;
    const isError = typeof message === 'string' && typeof stack === 'string';
    reply({
      type: 'threw',
      name: isError ? String(name) : '',
      message: isError ? message : inspect(error),
      stack: isError ? stack : '',
    });
  }
}
