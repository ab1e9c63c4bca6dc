/** The jobs that a JobManager forgot when it ended, and from what they can go on. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { flinkUrl, workbookHome } from './address.js';
import { latestCheckpoint } from './checkpoints.js';
import type { JobRecord, JobRecords, RememberedJob } from './job-records.js';
import { pathOf } from './locations.js';

export interface LostJob {
  record: JobRecord;
  /** Its newest checkpoint or savepoint, and when that was completed, in ms since 1970; undefined if it has none. */
  from: { kind: 'checkpoint' | 'savepoint'; location: string; time: number } | undefined;
}

/**
 * The jobs that ran in the workbook's own JobManager when that ended, as far as nobody has been told of them. Those of a
 * program that still runs are that program's.
 *
 * @param url the address of the Flink that was asked
 * @param known the ids of the jobs that Flink knows
 */
export function takeLostJobs(records: JobRecords, url: string, known: ReadonlySet<string>): LostJob[] {
  const since = startOfJobManager(url);
  if (since === undefined) return [];
  const gone = records.unended(url).filter(({ record, isAttended }) => !known.has(record.id) && !isAttended);
  // Flink forgets what ended long ago, too; only what was submitted to an earlier JobManager was lost with it.
  const lost = gone.filter(({ time }) => time < since);
  for (const { record } of gone.filter((job) => !lost.includes(job))) records.end(record.id);
  for (const { record } of lost) records.lose(record.id);
  return lost.map(toLost);
}

/**
 * A job that was lost and told of; of several the newest.
 *
 * @param idOrName its id, four digits of its beginning at least, or its name
 */
export function findLostJob(records: JobRecords, url: string, idOrName: string): LostJob | undefined {
  const isIt = ({ id, plan }: JobRecord) =>
    plan.job === idOrName || (idOrName.length >= 4 && id.startsWith(idOrName.toLowerCase()));
  const newestFirst = records
    .lost(url)
    .filter(({ record }) => isIt(record))
    .sort((a, b) => b.time - a.time);
  return newestFirst.map(toLost)[0];
}

function toLost(job: RememberedJob): LostJob {
  return { record: job.record, from: newestState(job) };
}

/** When the workbook's own JobManager was started, in ms since 1970; undefined if it is not the one at this address. */
function startOfJobManager(url: string): number | undefined {
  if (url !== flinkUrl()) return undefined;
  try {
    const text = readFileSync(path.join(workbookHome(), 'pids', 'jobmanager.pid'), 'utf8');
    const { startedAt, ports } = JSON.parse(text) as { startedAt: string; ports: { flink?: number } };
    return new URL(url).port === String(ports.flink) ? Date.parse(startedAt) : undefined;
  } catch {
    return undefined;
  }
}

function newestState({ record, savepoint }: RememberedJob): LostJob['from'] {
  const { checkpointDirectory: directory, id } = record;
  const location =
    directory === undefined || pathOf(directory) === undefined ? undefined : latestCheckpoint(directory, id);
  const taken = location === undefined ? undefined : timeAt(location);
  const checkpoint = location !== undefined &&
    taken !== undefined && { kind: 'checkpoint' as const, location, time: taken };
  const kept = savepoint && timeAt(savepoint.location) !== undefined && { kind: 'savepoint' as const, ...savepoint };
  const found = [checkpoint, kept].filter((each) => each !== false && each !== undefined);
  return found.sort((a, b) => b.time - a.time)[0];
}

/** When a checkpoint or savepoint was completed; undefined where it is not on this machine, or not any more. */
function timeAt(location: string): number | undefined {
  const folder = pathOf(location);
  return folder === undefined
    ? undefined
    : statSync(path.join(folder, '_metadata'), { throwIfNoEntry: false })?.mtimeMs;
}
