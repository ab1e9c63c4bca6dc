/**
 * Which job owns which of Kafka's transactions. Two jobs whose sinks have one transactionalIdPrefix end each other's
 * transactions, and what was in them is lost: https://nightlies.apache.org/flink/flink-docs-stable/docs/connectors/datastream/kafka/#fault-tolerance
 */

import { RestError, TransactionsInUseError } from '../failures/errors.js';
import type { Plan } from '../plan/plan.js';
import { hasEnded, type JobState } from './job-status.js';
import { poll } from './poll.js';
import type { FlinkRest } from './rest.js';

/** How long a job that is ending already may take, in ms. */
const ENDING_MS = 60_000;
/** Flink may say what it knew of a job so many ms ago (web.refresh-interval), from before it had read the job. */
const STALE_MS = 5_000;
/** A job that is as old as that has been read, in ms, however often it restarts. */
const OLD_MS = 60_000;
/** In a job's global parameters (Runner.java). */
const PARAMETER = 'kafka-transactions';

interface Transactions {
  bootstrapServers: string;
  transactionalIdPrefix: string;
}

interface Job {
  jid: string;
  name: string;
  state: JobState;
  'start-time': number;
  duration: number;
  /** When its state changed last. By Flink's clock, as all times here, in ms since 1970. */
  'last-modification': number;
}

interface JobConfig {
  'execution-config'?: { 'user-config'?: Record<string, string> };
}

/**
 * Waits for a job that is ending; it may have the same sinks.
 *
 * @param own the plan's job, if it has been submitted: of two that were submitted at the same time the older one stays
 * @throws TransactionsInUseError that names the job and the way out
 */
export async function requireFreeTransactions(
  rest: FlinkRest,
  plan: Plan,
  { own, signal }: { own?: string; signal?: AbortSignal } = {},
): Promise<void> {
  const wanted = ownedBy(plan);
  if (wanted.length === 0) return;
  let awaited: Job | undefined;
  const ask = async () => {
    for (const job of await othersThan(own, rest, signal)) {
      awaited = job;
      const owned = await transactionsOf(rest, job, signal);
      if (owned === 'not known yet') return undefined;
      const shared = wanted.find((mine) => owned.some((theirs) => areOne(mine, theirs)));
      if (shared) return isEnding(job.state) ? undefined : { job, shared };
    }
    return 'free';
  };
  const state = () => `job ${awaited?.name}, which may write with a transactionalIdPrefix of job ${plan.job}, to end`;
  const found = await poll(ask, state, { timeoutMs: ENDING_MS, signal });
  if (found === 'free') return;
  const { job, shared } = found;
  const id = job.jid.slice(0, 8);
  throw new TransactionsInUseError(
    `Job ${plan.job} can't run now: "${shared.operator}" writes with the transactionalIdPrefix ` +
      `"${shared.transactionalIdPrefix}", and so does job ${job.name} (${id}), which has not ended. They would end each ` +
      `other's transactions, and results would be lost. End that job first ("npm run flink cancel ${id}"), or give this ` +
      'sink another prefix.',
    job.jid,
    job.name,
  );
}

function ownedBy(plan: Plan): (Transactions & { operator: string })[] {
  return plan.nodes.flatMap((node) => {
    if (node.op !== 'kafkaSink' || node.params.deliveryGuarantee !== 'EXACTLY_ONCE') return [];
    const { bootstrapServers, transactionalIdPrefix = '' } = node.params;
    return [{ operator: node.name, bootstrapServers, transactionalIdPrefix }];
  });
}

/** The jobs that have not ended; where a job of one's own is among them, those that came before it. */
async function othersThan(own: string | undefined, rest: FlinkRest, signal: AbortSignal | undefined): Promise<Job[]> {
  const { jobs } = await rest.get<{ jobs: Job[] }>('/jobs/overview', signal);
  const mine = jobs.find(({ jid }) => jid === own);
  const isBefore = (job: Job) =>
    !mine || job['start-time'] < mine['start-time'] || (job['start-time'] === mine['start-time'] && job.jid < mine.jid);
  return jobs.filter((job) => !hasEnded(job.state) && job.jid !== own && isBefore(job));
}

async function transactionsOf(
  rest: FlinkRest,
  job: Job,
  signal: AbortSignal | undefined,
): Promise<Transactions[] | 'not known yet'> {
  try {
    const config = await rest.get<JobConfig>(`/jobs/${job.jid}/config`, signal);
    const text = config['execution-config']?.['user-config']?.[PARAMETER];
    if (text === undefined) return isNew(job) ? 'not known yet' : [];
    return JSON.parse(text) as Transactions[];
  } catch (error) {
    if (!(error instanceof RestError && error.status === 404)) throw error;
    // It ended meanwhile, or has only just begun.
    return job.state === 'INITIALIZING' ? 'not known yet' : [];
  }
}

/** Jobs that are not the workbook's have no such parameter; of others Flink may not know it yet. */
function isNew(job: Job): boolean {
  const unchangedMs = job['start-time'] + job.duration - job['last-modification'];
  return job.state === 'INITIALIZING' || (unchangedMs < STALE_MS && job.duration < OLD_MS);
}

function areOne(a: Transactions, b: Transactions): boolean {
  const brokers = new Set(addresses(a));
  return a.transactionalIdPrefix === b.transactionalIdPrefix && addresses(b).some((address) => brokers.has(address));
}

function addresses({ bootstrapServers }: Transactions): string[] {
  return bootstrapServers.split(',').map((address) => address.trim().replace(/^localhost:/, '127.0.0.1:'));
}

function isEnding(state: JobState): boolean {
  return state === 'CANCELLING' || state === 'FAILING';
}
