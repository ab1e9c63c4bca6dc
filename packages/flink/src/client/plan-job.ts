/** Evaluates a bundled job in Node, to learn its plan before anything is submitted. */
import { randomInt } from 'node:crypto';
import type { JobArgs } from '../api/job.js';
import { describeFlaw } from '../api/json-value.js';
import type { Plan, Submission } from '../plan.js';
import type { JobBundle } from './bundle.js';
import { checkPlan } from './check-plan.js';
import { type EvaluationPhase, FlinkError, JobPlanError } from './errors.js';
import { Evaluation, MEMORY_MB, type Outcome } from './evaluation.js';
import { hintFor } from './hints.js';
import type { BundlePlace } from './plan-worker.js';
import { displayPath, formatPosition, type SourcePosition } from './source-positions.js';

/** A plan, and what the cluster needs to build the same graph again. */
export interface PlannedJob {
  plan: Plan;
  submission: Submission;
}

export interface PlanOptions {
  /** How long the module may run, and then its build function, in ms. Default 5000. */
  timeoutMs?: number;
  /** Gets each line that the module or the build function prints. Default: it goes to this process's console. */
  onConsole?: (line: string, level: string) => void;
  /** Says which of the topics do not exist, so that a typing mistake is found before submission. */
  findMissingTopics?: (topics: string[], bootstrapServers: string) => Promise<string[]>;
  signal?: AbortSignal;
}

/** How long an evaluation that does not end is watched to find its line, in ms. */
const SAMPLE_MS = 1000;

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
    if (flaw) throw new FlinkError(`The job's argument ${name}${flaw}.`);
  }
  return JSON.parse(JSON.stringify(args)) as Submission['args'];
}

async function evaluate(bundle: JobBundle, submission: string, options: PlanOptions): Promise<string> {
  const { timeoutMs = 5000, signal } = options;
  const evaluation = new Evaluation({ code: bundle.code, submission, timeoutMs, purpose: 'plan' }, options);
  const outcome = await evaluation.outcome(signal);
  if (outcome.type === 'planned') return outcome.plan;
  if (outcome.type === 'threw') throw threw(bundle, evaluation.phase, outcome);
  if (outcome.type === 'failed') throw outcome.error;
  const at = await busiestPlace(bundle, submission, evaluation.elapsedMs / 2, options);
  throw outcome.type === 'memory'
    ? runaway(bundle, evaluation.phase, at)
    : endless(bundle, evaluation.phase, timeoutMs, at);
}

/** Evaluates once more under the profiler: clock and randomness are fixed, so it gets to the same place. */
async function busiestPlace(
  bundle: JobBundle,
  submission: string,
  limitMs: number,
  options: PlanOptions,
): Promise<SourcePosition | undefined> {
  for (let timeoutMs = Math.min(SAMPLE_MS, limitMs); timeoutMs > 1; timeoutMs /= 2) {
    const again = new Evaluation({ code: bundle.code, submission, timeoutMs, purpose: 'sample' }, options);
    const outcome = await again.outcome(options.signal);
    if (outcome.type === 'sampled') return ownPlace(bundle, outcome.stack);
    // The memory has run away with the profile: half of the time may be short enough.
    if (outcome.type !== 'memory') return undefined;
  }
  return undefined;
}

function ownPlace(bundle: JobBundle, stack: BundlePlace[]): SourcePosition | undefined {
  for (const place of stack) {
    const at = bundle.positions.locate(place.line, place.column);
    if (at) return place.function ? { ...at, function: place.function } : at;
  }
  return undefined;
}

const partName = (phase: EvaluationPhase) => (phase === 'module' ? 'top level' : 'build function');

/** `FILE:LINE:COLUMN: the build function …` with the code, or `The build function of FILE …` if there is no line. */
function mistake(
  bundle: JobBundle,
  phase: EvaluationPhase,
  what: string,
  at: SourcePosition | undefined,
): JobPlanError {
  const message = at
    ? [`${formatPosition(at)}: the ${partName(phase)} ${what}`, bundle.positions.frame(at)].filter(Boolean).join('\n')
    : `The ${partName(phase)} of ${displayPath(bundle.file)} ${what}`;
  return new JobPlanError(message, phase, at);
}

function threw(bundle: JobBundle, phase: EvaluationPhase, reply: Extract<Outcome, { type: 'threw' }>): JobPlanError {
  if (reply.name === 'NotAJob') return new JobPlanError(reply.message, 'module');
  const hint = hintFor(reply.message);
  const what = reply.stack === '' ? `threw ${reply.message}, which is not an Error.` : `failed: ${reply.message}`;
  return mistake(bundle, phase, hint ? `${what}\n${hint}` : what, bundle.positions.frames(reply.stack)[0]);
}

const PURPOSE =
  'Nothing was submitted. This part only describes the job: data belongs into a source, work into functions.';

function endless(bundle: JobBundle, phase: EvaluationPhase, timeoutMs: number, at?: SourcePosition): JobPlanError {
  return mistake(bundle, phase, `did not return within ${timeoutMs / 1000} s (an endless loop?). ${PURPOSE}`, at);
}

function runaway(bundle: JobBundle, phase: EvaluationPhase, at?: SourcePosition): JobPlanError {
  return mistake(
    bundle,
    phase,
    `used more than ${MEMORY_MB} MB of memory (an endless loop?) and was stopped. ${PURPOSE}`,
    at,
  );
}
