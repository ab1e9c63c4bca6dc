import { readFile } from 'node:fs/promises';
import { SERVICE_TITLES, type Settings, status } from '@workbook/services';
import type { Figure } from './figures.js';

const MEGABYTE_IN_KILOBYTES = 1024;

/** The resident memory of all services together, against the limit in MB. Only Linux tells without another program. */
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

async function residentMb(pid: number): Promise<number> {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / MEGABYTE_IN_KILOBYTES;
}
