/** The log of a Node process of ours, which is its standard error: it may run for weeks, and must not fill the disk. */
import { copyFileSync, fstatSync, ftruncateSync, rmSync, statSync } from 'node:fs';
import { olderLog } from './logs.js';

const STANDARD_ERROR = 2;
const LOOK_EVERY_MS = 1_000;

/**
 * Sets the lines of this process's own log aside when there are too many, as the Java services do (BoundedLog.java), for as
 * long as it runs. Does nothing where its standard error is not the log that `startProcess` gave it.
 */
export function boundOwnLog({ WORKBOOK_LOG: file, WORKBOOK_LOG_BYTES: bytes }: NodeJS.ProcessEnv = process.env): void {
  if (!file || !bytes || statSync(file, { throwIfNoEntry: false })?.ino !== fstatSync(STANDARD_ERROR).ino) return;
  setInterval(() => {
    if (fstatSync(STANDARD_ERROR).size > Number(bytes)) setAside(file);
  }, LOOK_EVERY_MS).unref();
}

/** The file stays the same: the process is known by it. It was opened for appending. */
function setAside(file: string): void {
  try {
    copyFileSync(file, olderLog(file));
  } catch {
    // No room for both.
    rmSync(olderLog(file), { force: true });
  }
  ftruncateSync(STANDARD_ERROR);
}
