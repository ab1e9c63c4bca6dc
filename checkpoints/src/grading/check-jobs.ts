/** Which of Flink's jobs were a check's: a list beside the checks' folders, which are gone by the time that somebody asks. */
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Flink forgets ended jobs after an hour; nobody runs more checks than these meanwhile. */
const KEPT = 500;

const fileOf = (home: string) => path.join(home, 'check-jobs');

/** Writes down the ids of a check's jobs. */
export function rememberCheckJobs(home: string, ids: Iterable<string>): void {
  const file = fileOf(home);
  appendFileSync(file, [...ids].map((id) => `${id}\n`).join(''));
  const known = linesOf(file);
  if (known.length <= 2 * KEPT) return;
  const draft = `${file}.${process.pid}`;
  writeFileSync(
    draft,
    known
      .slice(-KEPT)
      .map((id) => `${id}\n`)
      .join(''),
  );
  renameSync(draft, file);
}

/** The ids of jobs that checks have submitted, as far as they are remembered. */
export function readCheckJobs(home: string): ReadonlySet<string> {
  try {
    return new Set(linesOf(fileOf(home)));
  } catch {
    return new Set();
  }
}

function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}
