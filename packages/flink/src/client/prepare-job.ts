import type { JobArgs } from '../api/job.js';
import { bundleJob, JobBundle } from './bundle.js';
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
  const hurry = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, hurry.signal]) : hurry.signal;
  const checked =
    typeof job === 'string' && options.typeCheck !== false ? typeCheck(job, signal) : Promise.resolve(false);
  // Its failure is looked at below, after the bundle's.
  checked.catch(() => {});
  try {
    const bundle = job instanceof JobBundle ? job : await bundleJob(job);
    const planned = planJob(bundle, options.args, { ...options, signal });
    planned.catch(() => {});
    await checked;
    return { bundle, ...(await planned) };
  } finally {
    hurry.abort();
  }
}
