/** What the services' processes take. Only Linux tells without another program. */
import { readFile } from 'node:fs/promises';
import { SERVICE_TITLES, type ServiceName, type Settings, status } from '@workbook/services';
import type { Figure } from './figures.js';

const KILOBYTES_PER_MB = 1024;
/** The unit of the times in /proc/PID/stat: 100 a second on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** The resident memory of all services together, against the limit in MB. */
export async function memoryFigure(what: string, limitMb: number | undefined, settings: Settings): Promise<Figure> {
  const target = limitMb === undefined ? '' : `≤ ${limitMb} MB`;
  if (process.platform !== 'linux') return { what, target, measured: 'only measured on Linux' };
  const parts: { title: string; mb: number }[] = [];
  for (const { service, pid } of await status(settings)) {
    if (pid !== undefined) parts.push({ title: SERVICE_TITLES[service], mb: await residentMb(pid) });
  }
  const total = parts.reduce((sum, { mb }) => sum + mb, 0);
  const listed = parts.map(({ title, mb }) => `${title} ${Math.round(mb)}`).join(', ');
  return {
    what,
    target,
    measured: `${Math.round(total)} MB (${listed})`,
    reached: limitMb === undefined ? undefined : total <= limitMb,
  };
}

/** The resident memory of a process in MB. Linux only. */
export async function residentMb(pid: number): Promise<number> {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / KILOBYTES_PER_MB;
}

/**
 * The processor time that a service and the processes that it started and outlived have used so far, in seconds; undefined
 * where that can't be read.
 */
export async function processorSeconds(settings: Settings, service: ServiceName): Promise<number | undefined> {
  return processSeconds((await status(settings)).find((state) => state.service === service)?.pid);
}

/** The same of a process; undefined where that can't be read. */
export async function processSeconds(pid: number | undefined): Promise<number | undefined> {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // After the name in parentheses, which may hold spaces: state is field 3; utime, stime, cutime and cstime are 14 to 17.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields.slice(14 - 3, 18 - 3).reduce((sum, field) => sum + Number(field), 0);
  return ticks / TICKS_PER_SECOND;
}
