/** Evaluates a bundled job in Node, to learn its plan before anything is submitted. */
import { randomInt } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { JobArgs } from '../api/job.js';
import { describeFlaw } from '../api/json-value.js';
import type { Plan, Submission } from '../plan.js';
import type { JobBundle } from './bundle.js';
import { checkPlan } from './check-plan.js';
import { escapeControls } from './code-frame.js';
import { type EvaluationPhase, JobPlanError } from './errors.js';
import { hintFor } from './hints.js';
import { PLAN_WORKER_FILE } from './library.js';
import type { PlanReply, PlanRequest } from './plan-worker.js';
import { displayPath, formatPosition, type SourcePosition } from './source-positions.js';

/** A plan, and what the cluster needs to build the same graph again. */
export interface PlannedJob {
  plan: Plan;
  submission: Submission;
}

export interface PlanOptions {
  /** How long the module and its build function may run together, in ms. Default 5000. */
  timeoutMs?: number;
  /** Gets each line that the module or the build function prints. Default: it goes to this process's console. */
  onConsole?: (line: string, level: string) => void;
  /** Says which of the topics do not exist, so that a typing mistake is found before submission. */
  findMissingTopics?: (topics: string[], bootstrapServers: string) => Promise<string[]>;
  signal?: AbortSignal;
}

/** Memory for evaluating a job, in MB: a plan needs a few, a runaway is stopped before the machine suffers. */
const MEMORY_MB = 256;

/**
 * Evaluates the bundle's module and build function and returns the plan.
 *
 * @throws JobPlanError with the author's line if either throws or never returns, or if the graph makes no sense
 */
export async function planJob(bundle: JobBundle, args: JobArgs = {}, options: PlanOptions = {}): Promise<PlannedJob> {
  const submission: Submission = { time: Date.now(), seed: randomInt(2 ** 32), args: jsonArgs(args) };
  const text = await evaluate(bundle, JSON.stringify(submission), options);
  const { Plan } = await import('../plan.js');
  const parsed = Plan.safeParse(JSON.parse(text));
  if (!parsed.success) {
    const { prettifyError } = await import('zod');
    throw new JobPlanError(
      `The plan of ${displayPath(bundle.file)} is not valid:\n${prettifyError(parsed.error)}`,
      'build',
    );
  }
  await checkPlan(parsed.data, bundle.file, options);
  return { plan: parsed.data, submission };
}

/** Arguments travel as JSON; what JSON would change is refused here, where it was written. */
function jsonArgs(args: JobArgs): Submission['args'] {
  for (const [name, value] of Object.entries(args)) {
    const flaw = value === undefined ? null : describeFlaw(value);
    if (flaw) throw new TypeError(`The job's argument ${name}${flaw}.`);
  }
  return JSON.parse(JSON.stringify(args)) as Submission['args'];
}

function evaluate(bundle: JobBundle, submission: string, options: PlanOptions): Promise<string> {
  const { timeoutMs = 5000, signal } = options;
  const print =
    options.onConsole ?? ((line, level) => (level === 'error' || level === 'warn' ? console.error : console.log)(line));
  const request: PlanRequest = { code: bundle.code, submission, timeoutMs };
  const worker = new Worker(PLAN_WORKER_FILE, {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  return new Promise<string>((resolve, reject) => {
    let phase: EvaluationPhase = 'module';
    // The worker stops a loop by itself; this deadline is for what even that can't stop.
    const guard = setTimeout(() => reject(endless(bundle, phase, timeoutMs, undefined)), timeoutMs + 3000);
    const abort = () => reject(signal?.reason);
    const finish = () => {
      clearTimeout(guard);
      signal?.removeEventListener('abort', abort);
      void worker.terminate();
    };
    signal?.addEventListener('abort', abort);
    if (signal?.aborted) abort();
    worker.on('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? runaway(bundle, phase) : error);
    });
    worker.on('exit', () => reject(new JobPlanError(`Evaluating ${displayPath(bundle.file)} ended early.`, phase)));
    worker.on('message', (message: PlanReply) => {
      if (message.type === 'phase') phase = message.phase;
      else if (message.type === 'console') print(escapeControls(message.text).replaceAll('\\n', '\n'), message.level);
      else if (message.type === 'planned') resolve(message.plan);
      else if (message.type === 'threw') reject(threw(bundle, phase, message));
      else reject(endless(bundle, phase, timeoutMs, loopPosition(bundle, message)));
    });
    worker.once('exit', finish);
    signal?.addEventListener('abort', finish, { once: true });
  }).finally(() => worker.terminate());
}

const nameOf = (phase: EvaluationPhase) => (phase === 'module' ? 'the top level of' : 'the build function of');

function withFrame(bundle: JobBundle, text: string, at: SourcePosition | undefined): string {
  if (!at) return text;
  return [`${formatPosition(at)}: ${text}`, bundle.positions.frame(at)].filter(Boolean).join('\n');
}

function threw(bundle: JobBundle, phase: EvaluationPhase, reply: Extract<PlanReply, { type: 'threw' }>): JobPlanError {
  if (reply.name === 'NotAJob') return new JobPlanError(reply.message, 'module');
  const at = bundle.positions.frames(reply.stack)[0];
  const hint = hintFor(reply.message);
  const what = reply.stack === '' ? `threw ${reply.message}, which is not an Error` : `failed: ${reply.message}`;
  const place = at ? nameOf(phase).replace(/ of$/, '') : `${nameOf(phase)} ${displayPath(bundle.file)}`;
  return new JobPlanError(withFrame(bundle, `${place} ${what}${hint ? ` ${hint}` : ''}`, at), phase, at);
}

function loopPosition(bundle: JobBundle, reply: Extract<PlanReply, { type: 'endless' }>): SourcePosition | undefined {
  for (const place of reply.stack) {
    const at = bundle.positions.locate(place.line, place.column);
    if (at) return place.function ? { ...at, function: place.function } : at;
  }
  return undefined;
}

function endless(bundle: JobBundle, phase: EvaluationPhase, timeoutMs: number, at?: SourcePosition): JobPlanError {
  const text =
    `${nameOf(phase)} ${displayPath(bundle.file)} did not return within ${timeoutMs / 1000} s (an endless loop?). ` +
    'Nothing was submitted. It should only describe the job; work on records belongs into functions.';
  return new JobPlanError(withFrame(bundle, text, at), phase, at);
}

function runaway(bundle: JobBundle, phase: EvaluationPhase): JobPlanError {
  return new JobPlanError(
    `${nameOf(phase)} ${displayPath(bundle.file)} used more than ${MEMORY_MB} MB of memory and was stopped. ` +
      'Nothing was submitted. It should only describe the job; data belongs into a source.',
    phase,
  );
}
