/**
 * The verdict of the last check of each lesson's starter, in `verdicts/` of the workbook's state folder: whoever shows a lesson
 * later, such as the console, can say what was wrong and what the advice was.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Verdict } from '../grading/verdict.js';

const Mistake = z.object({
  id: z.string(),
  message: z.string(),
  expected: z.string().optional(),
  got: z.string().optional(),
  place: z.object({ file: z.string(), line: z.number(), column: z.number().optional() }).optional(),
  advice: z.string().optional(),
});

const KeptVerdict = z.object({
  /** When the check ended, ISO 8601. */
  at: z.string(),
  verdict: z.object({
    lesson: z.string(),
    number: z.number(),
    target: z.enum(['starter', 'solution', 'file']),
    file: z.string(),
    savedAt: z.string().optional(),
    seed: z.number(),
    passed: z.boolean(),
    tasks: z.array(
      z.object({
        title: z.string(),
        state: z.enum(['passed', 'failed', 'not tried']),
        elapsedMs: z.number(),
        mistake: Mistake.optional(),
      }),
    ),
    mistake: Mistake.optional(),
    importsSolution: z.boolean(),
    notes: z.array(z.string()),
    printed: z.array(z.string()),
    elapsedMs: z.number(),
  }),
});
/** A verdict, and when it was given. */
export interface KeptVerdict {
  at: string;
  verdict: Verdict;
}

const fileOf = (home: string, slug: string) => path.join(home, 'verdicts', `${slug}.json`);

/** Keeps the verdict in the place of the one before. */
export function keepVerdict(home: string, verdict: Verdict, at: Date): void {
  const file = fileOf(home, verdict.lesson);
  const draft = `${file}.${process.pid}`;
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    writeFileSync(draft, JSON.stringify({ at: at.toISOString(), verdict } satisfies KeptVerdict));
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The verdict of the last check; undefined where there was none, or where it can't be read. */
export function readLastVerdict(home: string, slug: string): KeptVerdict | undefined {
  try {
    return KeptVerdict.parse(JSON.parse(readFileSync(fileOf(home, slug), 'utf8')));
  } catch {
    return undefined;
  }
}
