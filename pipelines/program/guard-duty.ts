/** What becomes of a Flink job whose program was killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FlinkClient, hasEnded, type JobHandle, UnknownJobError } from '@workbook/flink';
import { BrokenOffNote } from './broken-off-note.js';
import { kafkaClient } from './kafka.js';
import { deleteSavepoint, SavepointNote } from './savepoint.js';

export interface GuardDuty {
  /** The program that the job belongs to, as its user types it. */
  command: string;
  flinkUrl: string;
  bootstrapServers: string[];
  /** Where the next run looks for the job's savepoint. Without it the job is cancelled. */
  savepoint?: NotedSavepoint;
  /** What is noted of a job that is cancelled. */
  brokenOff?: { home: string; name: string; pid: number };
  /** Consumer groups that are deleted once nobody is in them. */
  groups?: string[];
}

/** Where a job's savepoint is noted, see `SavepointNote`. */
export interface NotedSavepoint {
  home: string;
  job: string;
  /** The location of the savepoint that the job started from: the new one takes its place. */
  previous?: string;
}

const POLL_MS = 200;
/** How long a job may take to appear in Flink, in ms: its program may have been killed while it was being submitted. */
const SUBMISSION_MS = 10_000;
/** How long the members of a killed program stay in their group, at most, in ms. */
const GROUPS_MS = 30_000;

/** Ends a job, if it runs: with a savepoint, or at once. Both are noted. */
export async function endJob({ flinkUrl, savepoint, brokenOff }: GuardDuty, jobId: string): Promise<void> {
  const job = await findJob(new FlinkClient(flinkUrl), jobId);
  if (!job || hasEnded((await job.status()).state)) return;
  const stopped = savepoint ? await stopAndNote(job, savepoint).catch(() => false) : false;
  if (stopped) return;
  await job.cancel();
  if (brokenOff) new BrokenOffNote(brokenOff.home, brokenOff.name).write(brokenOff.pid, jobId);
}

async function stopAndNote(job: JobHandle, { home, job: name, previous }: NotedSavepoint): Promise<true> {
  new SavepointNote(home, name).write(await job.stopWithSavepoint());
  if (previous) await deleteSavepoint(previous);
  return true;
}

async function findJob(client: FlinkClient, jobId: string): Promise<JobHandle | undefined> {
  const deadline = Date.now() + SUBMISSION_MS;
  for (;;) {
    try {
      return await client.job(jobId);
    } catch (error) {
      if (!(error instanceof UnknownJobError)) throw error;
      if (Date.now() > deadline) return undefined;
    }
    await sleep(POLL_MS);
  }
}

/** Deletes those of the groups that exist. Kafka refuses while they have members: those of a killed program leave by and by. */
export async function deleteGroups(bootstrapServers: string[], names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const admin = kafkaClient(bootstrapServers, 'job-guard').admin();
  await admin.connect();
  const deadline = Date.now() + GROUPS_MS;
  for (;;) {
    const { groups } = await admin.listGroups();
    const left = groups.map(({ groupId }) => groupId).filter((name) => names.includes(name));
    if (left.length === 0 || Date.now() > deadline) break;
    await Promise.allSettled(left.map((name) => admin.deleteGroups([name])));
    await sleep(POLL_MS);
  }
  await admin.disconnect();
}
