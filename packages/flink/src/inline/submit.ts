/** `submit((env) => { … })`: a job that is written where it is submitted, in a notebook's cell or in a script. */
import path from 'node:path';
import type { StreamExecutionEnvironment } from '../api/job/environment.js';
import type { JobArgs } from '../api/job/job.js';
import { FlinkClient, type SubmitOptions } from '../cluster/flink-client.js';
import type { JobHandle } from '../cluster/job-handle.js';
import { hasEnded } from '../cluster/job-status.js';
import { inForeground } from '../cluster/poll.js';
import type { JobBundle } from '../prepare/bundle.js';
import { followJob } from './follow-job.js';
import { bundleInline } from './inline-bundle.js';
import { findSubmissionSite } from './submission-site.js';

/** Describes the job's graph by calling `env`. */
export type InlineBuild<Args extends object> = (env: StreamExecutionEnvironment, args: Args) => void;

export interface InlineOptions<Args extends object = JobArgs> extends Omit<SubmitOptions, 'args' | 'typeCheck'> {
  /** Values from outside for the job: the function's second parameter. JSON values by name. */
  args?: Args;
  /** Print what the job's functions print, and how it fails, until it ends. Default true. */
  follow?: boolean;
  /** The cluster; default is the running instance's. */
  client?: FlinkClient;
}

/** The jobs that this program submitted, by name. */
const submitted = new Map<string, JobHandle>();

/**
 * Submits a job that is written here, and returns when it runs. What its functions print appears here.
 *
 * ```ts
 * const job = await submit('large payments', (env, { topic }) => {
 *   env.fromSource(new KafkaSource<Payment>({ … topics: topic }), WatermarkStrategy.noWatermarks(), 'payments')
 *     .filter((payment) => payment.amount > 100)
 *     .sinkTo(…);
 * }, { args: { topic } });
 * await job.cancel();
 * ```
 *
 * The function runs on the cluster and not here: it can use what it declares itself, what is imported, and `args`. A job of
 * the same name that this program submitted earlier is cancelled first, so that a cell can be run again. With a callback as
 * the last argument the job runs as long as the callback does, and is cancelled afterwards, also when the callback throws.
 *
 * @param name the job's name in Flink's dashboard; without one it is called after the cell or the file
 * @returns the job, or what the callback returns
 * @throws JobFileError if the function uses a variable from outside, or imports what needs Node; JobPlanError for a mistake
 *   in the graph; JobFailedError if it fails before it runs; each names the cell or file and the line
 */
export function submit<Args extends object = JobArgs>(
  build: InlineBuild<Args>,
  options?: InlineOptions<Args>,
): Promise<JobHandle>;
export function submit<Args extends object = JobArgs>(
  name: string,
  build: InlineBuild<Args>,
  options?: InlineOptions<Args>,
): Promise<JobHandle>;
export function submit<Result>(
  name: string,
  build: InlineBuild<JobArgs>,
  whileItRuns: (job: JobHandle) => Result | Promise<Result>,
): Promise<Result>;
export function submit<Result, Args extends object = JobArgs>(
  name: string,
  build: InlineBuild<Args>,
  options: InlineOptions<Args>,
  whileItRuns: (job: JobHandle) => Result | Promise<Result>,
): Promise<Result>;
export async function submit(...words: unknown[]): Promise<unknown> {
  const site = findSubmissionSite(new Error('here').stack ?? '');
  const name = typeof words[0] === 'string' ? (words.shift() as string) : defaultName(site.file);
  const [, ...rest] = words;
  const options = (rest.find((word) => typeof word === 'object' && word !== null) ?? {}) as InlineOptions;
  const whileItRuns = rest.find((word) => typeof word === 'function') as ((job: JobHandle) => unknown) | undefined;

  const bundle = await bundleInline(name, site);
  await cancelEarlier(name);
  const { followed, job } = await start(bundle, options);
  submitted.set(name, job);
  if (!whileItRuns) return job;
  try {
    return await whileItRuns(job);
  } finally {
    await job.cancel();
    await inForeground(followed);
  }
}

async function start(bundle: JobBundle, options: InlineOptions): Promise<{ job: JobHandle; followed: Promise<void> }> {
  const { client = new FlinkClient(), follow = true, ...rest } = options;
  const job = await client.submit(bundle, rest);
  const followed = follow ? followJob(job) : Promise.resolve();
  try {
    await job.waitFor('RUNNING', { signal: options.signal });
  } catch (error) {
    await job.cancel();
    await inForeground(followed);
    throw error;
  }
  return { followed, job };
}

async function cancelEarlier(name: string): Promise<void> {
  const earlier = submitted.get(name);
  submitted.delete(name);
  const state = await earlier?.status().catch(() => undefined);
  if (!earlier || !state || hasEnded(state.state)) return;
  await earlier.cancel();
  console.log(`The earlier job "${name}" is cancelled.`);
}

/** `cell-5`, or the file's name. */
function defaultName(file: string): string {
  const { name } = path.parse(file);
  return name.replace(/^Cell \[(\d+)\]$/, 'cell-$1');
}
