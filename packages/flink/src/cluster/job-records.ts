/**
 * What the client keeps of each submission, so that another terminal, or a later day, can name the author's lines, and
 * so that a lost job can be submitted again exactly as it was.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan, Submission } from '../plan/plan.js';
import { JobBundle } from '../prepare/bundle.js';
import type { NodePositions, PlanWarning } from '../prepare/plan-warnings.js';
import type { SourcePosition } from '../prepare/source-positions.js';

/** Records of jobs that have ended are removed beyond this number, the oldest first. */
const KEPT = 50;

export interface JobRecord {
  id: string;
  /** Where Flink was, such as http://127.0.0.1:8081. */
  url: string;
  bundle: JobBundle;
  plan: Plan;
  submission: Submission;
  /** For each node of the plan the author's call that added it. */
  positions: NodePositions;
  /** What was likely to go wrong when it was submitted. */
  warnings: PlanWarning[];
  /** The program that the job belongs to, as its user types it; undefined for a job that was submitted by itself. */
  command?: string;
  /** Where the cluster keeps checkpoints, as a URI; undefined if the job or the cluster makes none. */
  checkpointDirectory: string | undefined;
}

/** What is known of a job that Flink may have forgotten. */
export interface RememberedJob {
  record: JobRecord;
  /** When it was submitted, in ms since 1970. */
  time: number;
  /** Its newest savepoint that was taken from this machine, and when, in ms since 1970. */
  savepoint: { location: string; time: number } | undefined;
  /** Whether the program that submitted it still runs: that one hears itself of what becomes of it. */
  isAttended: boolean;
}

/** A file in a record's folder: nothing more will become of this job. What it holds says why. */
const ENDED = 'ended';
/** Its JobManager ended. */
const LOST = 'lost';
/** The location of its newest savepoint. */
const SAVEPOINT = 'savepoint';

/** The part of a record that stands in job.json. */
interface RecordFile {
  url: string;
  file: string;
  command?: string;
  checkpointDirectory?: string;
  warnings?: PlanWarning[];
  /** The process that submitted it. */
  pid?: number;
}

/** A folder with one folder for each job. */
export class JobRecords {
  constructor(readonly directory: string) {}

  save({ id, url, bundle, plan, submission, positions, warnings, command, checkpointDirectory }: JobRecord): void {
    const folder = this.#folder(id);
    mkdirSync(folder, { recursive: true });
    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
    write('bundle.js', bundle.code);
    write('bundle.js.map', bundle.map);
    write('plan.json', JSON.stringify(plan));
    write('submission.json', JSON.stringify(submission));
    write('positions.json', JSON.stringify(positions.map((at) => at ?? null)));
    // Last: a folder without it is not a record.
    const { pid } = process;
    write(
      'job.json',
      JSON.stringify({ url, file: bundle.file, command, checkpointDirectory, warnings, pid } satisfies RecordFile),
    );
    this.#prune();
  }

  /** Remembers that a job has ended, or that another goes on in its place. */
  end(id: string): void {
    if (this.#end(id) !== '') this.#note(id, ENDED, '');
  }

  /** Remembers that a job ended with its JobManager, and that somebody was told. */
  lose(id: string): void {
    this.#note(id, ENDED, LOST);
  }

  /** Remembers a job's newest savepoint. */
  keepSavepoint(id: string, location: string): void {
    this.#note(id, SAVEPOINT, location);
  }

  /** The jobs that were submitted to this address, as far as nobody has seen them end. */
  unended(url: string): RememberedJob[] {
    return this.#endedAs(undefined, url);
  }

  /** The jobs at this address whose loss was told, and in whose place no other was submitted. */
  lost(url: string): RememberedJob[] {
    return this.#endedAs(LOST, url);
  }

  /** The record of a job, or undefined if this machine did not submit it or its record is gone. */
  load(id: string): JobRecord | undefined {
    const folder = this.#folder(id);
    const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
    try {
      const { url, file, command, checkpointDirectory, warnings = [] } = JSON.parse(read('job.json')) as RecordFile;
      return {
        id,
        url,
        bundle: new JobBundle(file, read('bundle.js'), read('bundle.js.map')),
        plan: JSON.parse(read('plan.json')) as Plan,
        submission: JSON.parse(read('submission.json')) as Submission,
        positions: this.#positions(folder),
        warnings,
        command,
        checkpointDirectory,
      };
    } catch {
      return undefined;
    }
  }

  /** Empty for a record of before there were any. */
  #positions(folder: string): NodePositions {
    const file = path.join(folder, 'positions.json');
    if (!existsSync(file)) return [];
    const positions = JSON.parse(readFileSync(file, 'utf8')) as (SourcePosition | null)[];
    return positions.map((at) => at ?? undefined);
  }

  remove(id: string): void {
    rmSync(this.#folder(id), { recursive: true, force: true });
  }

  #endedAs(end: string | undefined, url: string): RememberedJob[] {
    return this.#ids()
      .filter((id) => this.#end(id) === end)
      .flatMap((id) => this.#remembered(id) ?? [])
      .filter(({ record }) => record.url === url);
  }

  /** How a job ended; undefined if nobody has seen it end. */
  #end(id: string): string | undefined {
    const file = this.#file(id, ENDED);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }

  #remembered(id: string): RememberedJob | undefined {
    const record = this.load(id);
    const time = timeOf(this.#file(id, 'job.json'));
    const pid = this.#submitter(id);
    if (!record || time === undefined || pid === undefined) return undefined;
    const taken = timeOf(this.#file(id, SAVEPOINT));
    const savepoint =
      taken === undefined ? undefined : { location: readFileSync(this.#file(id, SAVEPOINT), 'utf8'), time: taken };
    return { record, time, savepoint, isAttended: pid !== process.pid && isAlive(pid) };
  }

  /** Undefined for a record of before ends were noted: nobody knows whether that job has ended. */
  #submitter(id: string): number | undefined {
    try {
      return (JSON.parse(readFileSync(this.#file(id, 'job.json'), 'utf8')) as RecordFile).pid;
    } catch {
      return undefined;
    }
  }

  /** Of a job of another machine there is nothing to remember. */
  #note(id: string, name: string, text: string): void {
    if (existsSync(this.#folder(id))) writeFileSync(this.#file(id, name), text);
  }

  #ids(): string[] {
    return existsSync(this.directory) ? readdirSync(this.directory) : [];
  }

  #file(id: string, name: string): string {
    return path.join(this.#folder(id), name);
  }

  #folder(id: string): string {
    return path.join(this.directory, id.replace(/[^0-9a-zA-Z-]/g, ''));
  }

  /** A job that runs keeps its record, however old it is. */
  #prune(): void {
    const ended = this.#ids().filter((id) => existsSync(this.#file(id, ENDED)) || this.#submitter(id) === undefined);
    const newestFirst = ended
      .map((id) => ({ id, time: timeOf(this.#file(id, 'job.json')) ?? 0 }))
      .sort((a, b) => b.time - a.time);
    for (const { id } of newestFirst.slice(KEPT)) this.remove(id);
  }
}

/** When a file was written, in ms since 1970; undefined if it is not there. */
function timeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
