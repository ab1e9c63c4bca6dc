/** What the workbook keeps on disk, and its removal. Only names that the workbook itself makes are ever touched. */
import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { ServiceError } from './failures.js';
import { findRunningWorkbooks, unregister } from './instance.js';
import type { Settings } from './settings.js';

export interface KeptItem {
  part: 'state' | 'cache';
  path: string;
  bytes: number;
  what: string;
}

/** In `WORKBOOK_HOME`. Anything else there (progress, a learner's notes) stays. */
const STATE: Readonly<Record<string, string>> = {
  kafka: "Kafka's data: topics, messages, consumer groups",
  flink: "Flink's checkpoints, savepoints and temporary files",
  jupyter: "JupyterLab's settings and token",
  logs: 'logs of the services',
  maps: 'source maps of submitted jobs',
  pids: 'process ids of what runs in the background',
  programs: 'marks of the programs that use the services',
  'instance.json': 'ports and identity of this workbook',
};

/** In `WORKBOOK_CACHE`: pattern of the name, and what it is. */
const CACHE: readonly (readonly [RegExp, string])[] = [
  [/^jre-[\d.]+$/, 'Java runtime'],
  [/^jars$/, 'Kafka, Flink and the JavaScript engine'],
  [/^python-[\w.-]+$/, 'Python packages of the set-up'],
  [/^jupyter-[\w.-]+$/, 'JupyterLab'],
  [/^ffmpeg-[\d.]+$/, 'ffmpeg, which reads video files'],
  [/^bench-pyflink-[\w.-]+$/, 'PyFlink, for the measurements'],
  [/^tmp$/, 'unfinished downloads'],
  [/^turns$/, 'marks of the set-ups that are at work'],
  [/^instances$/, 'list of workbooks on this machine'],
];

function sizeOf(file: string): number {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) return 0;
  // Kafka's index files are sparse: what they take is less than their length.
  if (!stats.isDirectory()) return stats.blocks * 512;
  return readdirSync(file).reduce((sum, name) => sum + sizeOf(path.join(file, name)), 0);
}

/** Everything that could be removed, with its size in bytes. */
export function listKept(settings: Settings): KeptItem[] {
  const state = Object.entries(STATE).map(([name, what]) => ({
    part: 'state' as const,
    path: path.join(settings.home, name),
    what,
  }));
  const names = existsSync(settings.cache) ? readdirSync(settings.cache) : [];
  const cache = names.flatMap((name) => {
    const known = CACHE.find(([pattern]) => pattern.test(name));
    return known ? [{ part: 'cache' as const, path: path.join(settings.cache, name), what: known[1] }] : [];
  });
  return [...state, ...cache]
    .filter((item) => existsSync(item.path))
    .map((item) => ({ ...item, bytes: sizeOf(item.path) }));
}

/**
 * Removes these items. The services of this workbook must have been stopped.
 * @throws ServiceError when the cache is to go while another workbook runs from it
 */
export async function removeKept(settings: Settings, items: readonly KeptItem[]): Promise<void> {
  if (items.some((item) => item.part === 'cache')) {
    const others = await findRunningWorkbooks(settings);
    if (others.length > 0) {
      throw new ServiceError(
        `The cache is in use by the running workbook in ${others.join(' and ')}. Run "npm stop" there first, or remove only this workbook's state: npm run services clean state`,
      );
    }
  }
  if (items.some((item) => item.part === 'state')) unregister(settings);
  for (const item of items) rmSync(item.path, { recursive: true, force: true });
}
