/** How much room a disk has: on a full one Kafka and Flink end, and can't even write why. */
import { statfsSync } from 'node:fs';
import path from 'node:path';

/** Less than this, in bytes: a new segment of Kafka's log and a checkpoint of Flink's have no room. */
const FULL_BYTES = 16 * 1024 * 1024;

/** What is free, in bytes, where a folder is or would be; undefined where nobody says. */
export function freeBytes(folder: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? undefined : freeBytes(parent);
  }
}

/** Whether the disk of this folder is full. */
export function isDiskFull(folder: string): boolean {
  const free = freeBytes(folder);
  return free !== undefined && free < FULL_BYTES;
}
