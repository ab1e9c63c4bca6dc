/**
 * A run's own names on the broker and its ledger. Every topic and group of a run begins with its id; its jobs leave a
 * record in its folder before they start, and what the learner's code made under other names stands in its list of strays.
 * So whoever comes next can remove what a killed run left behind.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '@workbook/services';
import { rememberCheckJobs } from './check-jobs.js';
import { expelMembers } from './expel.js';

export interface Run {
  /** Begins the name of every topic and consumer group of this run. */
  id: string;
  folder: string;
}

/** No check takes longer; an owner that seems to live after this time is a stranger with the same process id. */
const LONGEST_RUN_MS = 30 * 60_000;

/** How long Kafka may take to answer whoever sweeps up: kafkajs gives up at once where a deletion does not come through. */
const ANSWER_MS = 15_000;

/** A run without an owner is one whose command is just writing it, or died there. */
const UNFINISHED_MS = 2_000;

const ownerFile = (folder: string) => path.join(folder, 'owner');
const runsFolder = (home: string) => path.join(home, 'checks');
/** Where a run's jobs are recorded, see the Flink client's `mapsDirectory`. */
export const jobsFolder = (run: Run) => path.join(run.folder, 'jobs');

/** A topic or consumer group of a run's whose name does not begin with the run's id. */
export interface Stray {
  kind: 'topic' | 'group';
  name: string;
}

const straysFile = (run: Run) => path.join(run.folder, 'strays.json');
const topicsFile = (run: Run) => path.join(run.folder, 'topics.json');

/** Writes the list of all strays of a run, so that they are removed with it. */
export function recordStrays(run: Run, strays: readonly Stray[]): void {
  record(straysFile(run), strays);
}

/** Writes the list of a run's topics whose creation is under way: whoever sweeps up waits for them. */
export function recordTopics(run: Run, topics: readonly string[]): void {
  record(topicsFile(run), topics);
}

function record(file: string, list: readonly unknown[]): void {
  const draft = `${file}.draft`;
  writeFileSync(draft, JSON.stringify(list));
  renameSync(draft, file);
}

function recorded<T>(file: string): T[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T[]) : [];
}

export function openRun(home: string): Run {
  const id = `check-${randomBytes(4).toString('hex')}`;
  const folder = path.join(runsFolder(home), id);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(ownerFile(folder), String(process.pid));
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { id, folder };
}

/** The runs whose command is gone. */
export function abandonedRuns(home: string): Run[] {
  if (!existsSync(runsFolder(home))) return [];
  return readdirSync(runsFolder(home))
    .map((id) => ({ id, folder: path.join(runsFolder(home), id) }))
    .filter(isAbandoned);
}

function isAbandoned({ folder }: Run): boolean {
  try {
    const ageMs = Date.now() - statSync(folder).mtimeMs;
    if (ageMs > LONGEST_RUN_MS) return true;
    if (!existsSync(ownerFile(folder))) return ageMs > UNFINISHED_MS;
    process.kill(Number(readFileSync(ownerFile(folder), 'utf8')), 0);
    return false;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
}

/** Leaves a run to whoever checks next, though the process that opened it may live on. */
export function disown({ folder }: Run): void {
  rmSync(ownerFile(folder), { force: true });
}

/** Forgets a run that has touched no service. */
export async function discard(run: Run): Promise<void> {
  rmSync(run.folder, { recursive: true, force: true });
}

/**
 * Removes what a run has on Flink and Kafka, and then its folder. When it throws, what could not be removed
 * stays recorded for the next run: everything, for example, while a service is down.
 */
export async function sweep(settings: Settings, run: Run): Promise<void> {
  await cancelJobs(settings, run);
  await removeNames(settings, run);
  await discard(run);
}

async function cancelJobs(settings: Settings, run: Run): Promise<void> {
  const folder = jobsFolder(run);
  if (!existsSync(folder)) return;
  const ids = new Set(readdirSync(folder).flatMap((name) => /^[0-9a-f]{32}/.exec(name)?.[0] ?? []));
  if (ids.size === 0) return;
  rememberCheckJobs(settings.home, ids);
  const { FlinkClient } = await import('@workbook/flink');
  const client = new FlinkClient(settings.flink.url, { mapsDirectory: folder });
  const jobs = await client.list();
  await Promise.all(
    jobs
      .filter((job) => ids.has(job.id) && job.endTime === undefined)
      .map(async (job) => (await client.job(job.id)).cancel()),
  );
}

async function removeNames(settings: Settings, run: Run): Promise<void> {
  const strays = recorded<Stray>(straysFile(run));
  const ours = (kind: Stray['kind']) => (name: string) =>
    name.startsWith(run.id) || strays.some((stray) => stray.kind === kind && stray.name === name);
  const { Kafka, logLevel } = await import('kafkajs');
  const kafka = new Kafka({
    clientId: 'workbook-check',
    brokers: settings.kafka.bootstrapServers,
    logLevel: logLevel.NOTHING,
    connectionTimeout: ANSWER_MS,
    retry: { initialRetryTime: 50, retries: 5 },
  });
  const admin = kafka.admin({ retry: { maxRetryTime: 1_000, retries: 10 } });
  try {
    await admin.connect();
    const [topics, { groups }] = await Promise.all([admin.listTopics(), admin.listGroups()]);
    const ownTopics = topics.filter(ours('topic'));
    const ownGroups = groups.map(({ groupId }) => groupId).filter(ours('group'));
    if (ownTopics.length > 0) await admin.deleteTopics({ topics: ownTopics, timeout: ANSWER_MS });
    const unseen = recorded<string>(topicsFile(run)).filter((topic) => !topics.includes(topic));
    if (unseen.length > 0) await admin.deleteTopics({ topics: unseen, timeout: ANSWER_MS }).catch(unlessUnknown);
    if (ownGroups.length > 0) {
      // A group that is ours by its list alone may have got members of somebody else's by now.
      await expelMembers(admin, settings, ownGroups, ({ groupId, clientId }) => {
        return groupId.startsWith(run.id) || clientId.startsWith(run.id);
      });
      await admin.deleteGroups(ownGroups);
    }
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** kafkajs tries again for some seconds before it says that a topic is unknown: time for its creation to come through. */
function unlessUnknown(error: unknown): void {
  const { cause } = error as Error;
  if (!(cause instanceof Error && 'type' in cause && cause.type === 'UNKNOWN_TOPIC_OR_PARTITION')) throw error;
}
