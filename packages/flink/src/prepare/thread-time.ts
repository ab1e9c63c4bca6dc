/** How much processor time a thread got: what a limit must count on a machine that has no time for it. */
import { readFileSync, readlinkSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever the machine. */
const TICK_MS = 10;

/** Where Linux tells of the thread that asks; undefined on other systems. */
export function ownThread(): string | undefined {
  try {
    return `/proc/${readlinkSync('/proc/thread-self')}`;
  } catch {
    return undefined;
  }
}

/**
 * The processor time that a thread had so far, in ms. Where the system does not tell, it is the whole process's, of which the
 * thread had at most that much.
 */
export function threadTime(thread: string | undefined): number {
  if (thread !== undefined) {
    try {
      // After the name, which may hold anything, in brackets: user time is the 12th field, system time the 13th.
      const fields = readFileSync(`${thread}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
      const ticks = Number(fields[11]) + Number(fields[12]);
      if (Number.isFinite(ticks)) return ticks * TICK_MS;
    } catch {
      // The thread has ended: it takes no more.
      return 0;
    }
  }
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
