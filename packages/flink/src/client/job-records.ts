/**
 * What the client keeps of each submission, so that another terminal, or a later day, can name the author's lines, and
 * so that a lost job can be submitted again exactly as it was.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plan, Submission } from '../plan.js';
import { JobBundle } from './bundle.js';
import type { NodePositions, PlanWarning } from './plan-warnings.js';
import type { SourcePosition } from './source-positions.js';

/** Records beyond this number are removed, the oldest first. */
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
  /** Where the cluster keeps checkpoints, as a URI; undefined if the job or the cluster makes none. */
  checkpointDirectory: string | undefined;
}

/** The part of a record that stands in job.json. */
interface RecordFile {
  url: string;
  file: string;
  checkpointDirectory?: string;
  warnings?: PlanWarning[];
}

/** A folder with one folder for each job. */
export class JobRecords {
  constructor(readonly directory: string) {}

  save({ id, url, bundle, plan, submission, positions, warnings, checkpointDirectory }: JobRecord): void {
    const folder = this.#folder(id);
    mkdirSync(folder, { recursive: true });
    const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
    write('bundle.js', bundle.code);
    write('bundle.js.map', bundle.map);
    write('plan.json', JSON.stringify(plan));
    write('submission.json', JSON.stringify(submission));
    write('positions.json', JSON.stringify(positions.map((at) => at ?? null)));
    // Last: a folder without it is not a record.
    write('job.json', JSON.stringify({ url, file: bundle.file, checkpointDirectory, warnings } satisfies RecordFile));
    this.#prune();
  }

  /** The record of a job, or undefined if this machine did not submit it or its record is gone. */
  load(id: string): JobRecord | undefined {
    const folder = this.#folder(id);
    const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');
    try {
      const { url, file, checkpointDirectory, warnings = [] } = JSON.parse(read('job.json')) as RecordFile;
      return {
        id,
        url,
        bundle: new JobBundle(file, read('bundle.js'), read('bundle.js.map')),
        plan: JSON.parse(read('plan.json')) as Plan,
        submission: JSON.parse(read('submission.json')) as Submission,
        positions: this.#positions(folder),
        warnings,
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

  #folder(id: string): string {
    return path.join(this.directory, id.replace(/[^0-9a-zA-Z-]/g, ''));
  }

  #prune(): void {
    if (!existsSync(this.directory)) return;
    const age = (name: string) => statSync(path.join(this.directory, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const newestFirst = readdirSync(this.directory)
      .map((name) => ({ name, time: age(name) }))
      .sort((a, b) => b.time - a.time);
    for (const { name } of newestFirst.slice(KEPT))
      rmSync(path.join(this.directory, name), { recursive: true, force: true });
  }
}
