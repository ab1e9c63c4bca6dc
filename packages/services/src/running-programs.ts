/**
 * Which of the workbook's programs use an instance: each keeps a file in the instance's folder open while it runs, so that
 * a command which would take Kafka or Flink away from them can name them, and so that some run only once.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ServiceError } from './failures.js';
import { type Owner, ownerOf, takeFile } from './owned-file.js';

/** In the instance's folder. */
const FOLDER = 'programs';

/** A program that runs. */
export type RunningProgram = Pick<Owner, 'pid' | 'command' | 'folder' | 'since'>;

/** What a program has announced. */
export interface Announcement {
  /** The program does not use the instance any more. Its end does the same; what a killed one leaves, the next look removes. */
  withdraw(): void;
}

/**
 * Says that this program uses the instance.
 *
 * @param command what its user typed, such as `npm run demo`
 * @param only a claim: what can be done by one program at a time, as a file's name, such as `job-transactions`
 * @throws ServiceError that names the program which does it, and its place
 */
export async function announceProgram(home: string, command: string, only?: string): Promise<Announcement> {
  const file = path.join(home, FOLDER, only ?? `${process.pid}-${randomBytes(3).toString('hex')}`);
  const attempt = await takeFile(file, command);
  if (!('descriptor' in attempt)) {
    const { owner } = attempt;
    const who = owner ? describeProgram(owner) : 'Another program';
    throw new ServiceError(
      `${who} runs already, and the two would mix their results. Let it end, or end it with Ctrl-C in its terminal` +
        `${owner ? ` or "kill ${owner.pid}"` : ''}. Then run ${owner?.command === command ? 'this' : `"${command}"`} again.`,
    );
  }
  let isOpen = true;
  const withdraw = () => {
    if (!isOpen) return;
    isOpen = false;
    process.off('exit', withdraw);
    rmSync(file, { force: true });
    closeSync(attempt.descriptor);
  };
  process.on('exit', withdraw);
  return { withdraw };
}

/** The claim to run a pipeline's job, see {@link announceProgram}: a demo and a processor can't both. */
export function claimOf(jobName: string): string {
  return `job-${jobName}`;
}

/** The program that has a claim; undefined where none has it. */
export function claimantOf(home: string, claim: string): Promise<RunningProgram | undefined> {
  return ownerOf(path.join(home, FOLDER, claim));
}

/** The programs that use the instance. What killed ones have left behind is removed. */
export async function runningPrograms(home: string): Promise<RunningProgram[]> {
  const programs: RunningProgram[] = [];
  for (const name of listFiles(path.join(home, FOLDER))) {
    const owner = await ownerOf(path.join(home, FOLDER, name));
    if (owner) programs.push(owner);
  }
  return programs;
}

/** Such as `"npm run demo" (process 4711, in /home/ada/workbook, since 10:04:05 UTC)`. */
export function describeProgram({ command, pid, folder, since }: RunningProgram): string {
  return `"${command}" (process ${pid}, in ${folder}, since ${since.slice(11, 19)} UTC)`;
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
