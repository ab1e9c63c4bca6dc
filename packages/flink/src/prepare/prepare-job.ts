import { bundleJob, JobBundle } from './bundle.js';
import { findingsIn } from './check-plan.js';
import { checkTopics } from './check-topics.js';
import { prepareEvaluation } from './evaluation.js';
import { type PlannedJob, type PlanOptions, planJob } from './plan-job.js';
import { formatWarning, type PlanWarning, refuseCertain, warningsOf } from './plan-warnings.js';
import { typeCheck } from './type-check.js';

export interface PrepareOptions extends PlanOptions {
  /** The arguments that the build function gets: JSON values. */
  args?: object;
  /** Check the job with the TypeScript compiler first (default), where there is one. */
  typeCheck?: boolean;
  /**
   * Ask the brokers whether the job's topics exist, and refuse the job if one does not, or only warn of it. A submission
   * refuses unless told otherwise; `prepareJob` asks nobody. A broker that does not answer is a warning, after 3 s at most.
   */
  missingTopics?: 'refuse' | 'warn' | 'ignore';
  /** Gets what is likely to go wrong, before anything is submitted. Default: it goes to this process's console. */
  onWarning?: (warning: PlanWarning) => void;
}

/** A job that is ready to be submitted. */
export interface PreparedJob extends PlannedJob {
  bundle: JobBundle;
}

/**
 * Bundles, type-checks and plans a job; no cluster is needed.
 *
 * @throws JobFileError, JobTypeError, JobPlanError, in this order of precedence
 */
export async function prepareJob(job: string | JobBundle, options: PrepareOptions = {}): Promise<PreparedJob> {
  const { checked, ...prepared } = await planWhileChecking(job, options);
  return { ...prepared, warnings: await checked };
}

/**
 * Like prepareJob, but type check and topics may still be looked at when the plan is there: until `checked` resolves, with
 * all warnings, nothing may be started.
 *
 * @throws like prepareJob; `checked` rejects with a JobTypeError, or a JobPlanError for a missing topic
 */
export async function planWhileChecking(
  job: string | JobBundle,
  options: PrepareOptions = {},
): Promise<PreparedJob & { checked: Promise<PlanWarning[]> }> {
  prepareEvaluation();
  const hurry = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, hurry.signal]) : hurry.signal;
  const typed =
    typeof job === 'string' && options.typeCheck !== false ? typeCheck(job, signal) : Promise.resolve(false);
  // A job that is refused need not be planned; its failure is looked at below, after the bundle's.
  typed.catch(() => hurry.abort());
  let bundle: JobBundle;
  try {
    bundle = job instanceof JobBundle ? job : await bundleJob(job);
  } catch (error) {
    hurry.abort();
    throw error;
  }
  let prepared: PreparedJob;
  try {
    prepared = { bundle, ...(await planJob(bundle, options.args, { ...options, signal })) };
  } catch (error) {
    await typed;
    throw error;
  }
  const checked = checkAll(prepared, typed, options);
  checked.catch(() => {});
  return { ...prepared, checked };
}

/** The types have precedence. Warnings are given when nothing is refused. */
async function checkAll(
  prepared: PreparedJob,
  typed: Promise<boolean>,
  options: PrepareOptions,
): Promise<PlanWarning[]> {
  const asked = warnOfTopics(prepared, options);
  asked.catch(() => {});
  await typed;
  const warnings = await asked;
  const { onWarning = (warning: PlanWarning) => console.warn(`Warning: ${formatWarning(warning)}`) } = options;
  for (const warning of warnings) onWarning(warning);
  return warnings;
}

/** All warnings of a job: the plan's own, and those that need what its brokers know. */
async function warnOfTopics(prepared: PreparedJob, options: PrepareOptions): Promise<PlanWarning[]> {
  const { missingTopics = 'ignore' } = options;
  if (missingTopics === 'ignore') return prepared.warnings;
  const { bundle, plan, positions } = prepared;
  const { findings, partitions } = await checkTopics(plan);
  const refused = missingTopics === 'warn' ? findings.map((each) => ({ ...each, certain: false })) : findings;
  refuseCertain(plan, refused, { file: bundle.file, nodes: positions, lines: bundle.positions });
  return warningsOf([...findingsIn(plan, { ...options, partitions }), ...refused], positions);
}
