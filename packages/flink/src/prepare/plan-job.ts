/** Evaluates a bundled job in Node, to learn its plan before anything is submitted. */
import { randomInt } from 'node:crypto';
import type { JobArgs } from '../api/job/job.js';
import { describeFlaw } from '../api/json-value.js';
import { type EvaluationPhase, FlinkError, JobPlanError } from '../failures/errors.js';
import { hintFor } from '../failures/hints.js';
import type { Plan, Submission } from '../plan/plan.js';
import type { JobBundle } from './bundle.js';
import { findingsIn } from './check-plan.js';
import { Evaluation, MEMORY_MB, type Outcome } from './evaluation.js';
import { type NodePositions, type PlanWarning, refuseCertain, warningsOf } from './plan-warnings.js';
import type { BundlePlace } from './plan-worker.js';
import { displayPath, formatPosition, type SourcePosition } from './source-positions.js';
import { refuseUnread, unreadHint } from './unread-arguments.js';

/** A plan, and what the cluster needs to build the same graph again. */
export interface PlannedJob {
  plan: Plan;
  submission: Submission;
  /** For each node of the plan the author's call that added it, where it has one. */
  positions: NodePositions;
  /** What is likely to go wrong, such as a window that never fires. */
  warnings: PlanWarning[];
}

export interface PlanOptions {
  /** How much processor time the module may take, and then its build function, in ms. Default 5000. */
  timeoutMs?: number;
  /** The parallelism of operators that set none, if it is known: it tells whether subtasks go without records. */
  parallelism?: number;
  /** Refuse a window that can never fire (default), or only warn of it, for who wants to show how Flink runs it in silence. */
  stalledWindows?: 'refuse' | 'warn';
  /** Accept arguments that the job never reads. Otherwise they are refused, as most are typing mistakes. */
  allowUnreadArgs?: boolean;
  /** Gets each line that the module or the build function prints. Default: it goes to this process's console. */
  onConsole?: (line: string, level: string) => void;
  signal?: AbortSignal;
}

/** How long an evaluation that does not end is watched to find its line, in ms. */
const SAMPLE_MS = 1000;

/**
 * Evaluates the bundle's module and build function and returns the plan.
 *
 * @throws JobPlanError with the author's line if either throws or never returns, or if the graph makes no sense
 */
export async function planJob(bundle: JobBundle, args: object = {}, options: PlanOptions = {}): Promise<PlannedJob> {
  const submission: Submission = { time: Date.now(), seed: randomInt(2 ** 32), args: jsonArgs(args) };
  const { plan: text, stacks, read } = await evaluate(bundle, submission, options);
  const { Plan } = await import('../plan/plan.js');
  const parsed = Plan.safeParse(JSON.parse(text));
  if (!parsed.success) {
    const { prettifyError } = await import('zod');
    throw new JobPlanError(
      `The plan of ${displayPath(bundle.file)} is not valid:\n${prettifyError(parsed.error)}`,
      'build',
    );
  }
  const plan = parsed.data;
  const positions = stacks.map((stack) => bundle.positions.frames(stack)[0]);
  const findings = findingsIn(plan, options);
  refuseCertain(plan, findings, { file: bundle.file, nodes: positions, lines: bundle.positions });
  if (!options.allowUnreadArgs) refuseUnread(bundle, plan.job, Object.keys(submission.args), read);
  return { plan, submission, positions, warnings: warningsOf(findings, positions) };
}

/** Arguments travel as JSON; what JSON would change is refused here, where it was written. */
function jsonArgs(args: object): Submission['args'] {
  for (const [name, value] of Object.entries<unknown>(args as JobArgs)) {
    const flaw = value === undefined ? null : describeFlaw(value);
    if (flaw) throw new FlinkError(`The job's argument ${name}${flaw}.`);
  }
  return JSON.parse(JSON.stringify(args)) as Submission['args'];
}

async function evaluate(
  bundle: JobBundle,
  submission: Submission,
  options: PlanOptions,
): Promise<Extract<Outcome, { type: 'planned' }>> {
  const { timeoutMs = 5000, onConsole, signal } = options;
  const text = JSON.stringify(submission);
  const evaluation = new Evaluation({ code: bundle.code, submission: text, purpose: 'plan' }, { timeoutMs, onConsole });
  const outcome = await evaluation.outcome(signal);
  if (outcome.type === 'planned') return outcome;
  if (outcome.type === 'threw') throw threw(bundle, evaluation.phase, outcome, Object.keys(submission.args));
  if (outcome.type === 'failed') throw outcome.error;
  const at = await busiestPlace(bundle, text, evaluation.elapsedMs / 2, signal);
  throw outcome.type === 'memory'
    ? runaway(bundle, evaluation.phase, at)
    : endless(bundle, evaluation.phase, timeoutMs, at);
}

/** Evaluates once more under the profiler: clock and randomness are fixed, so it gets to the same place. */
async function busiestPlace(
  bundle: JobBundle,
  submission: string,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<SourcePosition | undefined> {
  for (let sampleMs = Math.min(SAMPLE_MS, limitMs); sampleMs > 1; sampleMs /= 2) {
    const again = new Evaluation(
      { code: bundle.code, submission, purpose: 'sample', sampleMs },
      { timeoutMs: sampleMs },
    );
    const outcome = await again.outcome(signal);
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

function threw(
  bundle: JobBundle,
  phase: EvaluationPhase,
  reply: Extract<Outcome, { type: 'threw' }>,
  given: readonly string[],
): JobPlanError {
  if (reply.name === 'NotAJob') return new JobPlanError(reply.message, 'module');
  const hint = hintFor(reply.message) ?? (phase === 'build' ? unreadHint(bundle, given, reply.read) : undefined);
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
