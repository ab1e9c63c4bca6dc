/** Which lessons are solved: `progress.json` in the workbook's state folder, by slug, so that renumbering loses nothing. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const Progress = z.record(z.string(), z.object({ solvedAt: z.string() }));
export type Progress = z.infer<typeof Progress>;

const fileOf = (home: string) => path.join(home, 'progress.json');

/** What is solved; empty if nothing is, or if the file can't be read. */
export function readProgress(home: string): Progress {
  try {
    return Progress.parse(JSON.parse(readFileSync(fileOf(home), 'utf8')));
  } catch {
    return {};
  }
}

/** Keeps the day on which a lesson was solved for the first time. */
export function recordSolved(home: string, slug: string, at: Date = new Date()): void {
  const progress = readProgress(home);
  if (progress[slug]) return;
  mkdirSync(home, { recursive: true });
  const draft = `${fileOf(home)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ ...progress, [slug]: { solvedAt: at.toISOString() } }, null, 2)}\n`);
  renameSync(draft, fileOf(home));
}
