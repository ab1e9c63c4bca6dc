import type { JobArgs } from '../api/job.js';
import { bundleJob, JobBundle } from './bundle.js';
import { prepareEvaluation } from './evaluation.js';
import { type PlannedJob, type PlanOptions, planJob } from './plan-job.js';
import { typeCheck } from './type-check.js';

export interface PrepareOptions extends PlanOptions {
  /** The arguments that the build function gets: JSON values. */
  args?: JobArgs;
  /** Check the job with the TypeScript compiler first (default), where there is one. */
  typeCheck?: boolean;
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
  await checked;
  return prepared;
}

/**
 * Like prepareJob, but the type check may go on when the plan is there: until `checked` resolves, nothing may be started.
 *
 * @throws like prepareJob; `checked` rejects with a JobTypeError
 */
export async function planWhileChecking(
  job: string | JobBundle,
  options: PrepareOptions = {},
): Promise<PreparedJob & { checked: Promise<boolean> }> {
  prepareEvaluation();
  const hurry = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, hurry.signal]) : hurry.signal;
  const checked =
    typeof job === 'string' && options.typeCheck !== false ? typeCheck(job, signal) : Promise.resolve(false);
  // A job that is refused need not be planned; its failure is looked at below, after the bundle's.
  checked.catch(() => hurry.abort());
  let bundle: JobBundle;
  try {
    bundle = job instanceof JobBundle ? job : await bundleJob(job);
  } catch (error) {
    hurry.abort();
    throw error;
  }
  try {
    return { bundle, ...(await planJob(bundle, options.args, { ...options, signal })), checked };
  } catch (error) {
    await checked;
    throw error;
  }
}
