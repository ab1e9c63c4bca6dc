/** Why a process of ours has ended. */
import { DISK_FULL, likelyCause } from './causes.js';
import { isDiskFull } from './disk-space.js';
import { lastWords } from './logs.js';
import { ownLinesFrom, type ProcessRecord } from './processes.js';

export interface Death {
  /** What it wrote when it ended; empty where it could not, or was killed. */
  words: readonly string[];
  /** A sentence with the remedy; undefined where it is none of the known causes. */
  cause?: string;
}

/** @param home whose disk is looked at, for on a full one nobody can write last words */
export function deathOf(record: ProcessRecord, home: string): Death {
  const words = lastWords(record.log, ownLinesFrom(record));
  return { words, cause: likelyCause(words) ?? (words.length === 0 && isDiskFull(home) ? DISK_FULL : undefined) };
}
