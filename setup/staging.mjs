// Downloads are put together in a folder of their own inside the cache, and only moved into place when complete.
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Creates a folder for unfinished downloads that belongs to this process alone. */
export async function createStaging(cache) {
  await mkdir(join(cache, 'tmp'), { recursive: true });
  return mkdtemp(join(cache, 'tmp', `${owner(process.pid)}-`));
}

/** Removes what interrupted runs left behind. Another run that is still at work keeps its folder. */
export async function removeAbandoned(cache) {
  const tmp = join(cache, 'tmp');
  const names = await readdir(tmp).catch(() => []);
  for (const name of names) {
    if (await isAbandoned(tmp, name)) await rm(join(tmp, name), { recursive: true, force: true });
  }
}

async function isAbandoned(tmp, name) {
  const pid = Number(name.split('-').at(-2));
  if (Number.isInteger(pid) && name.startsWith(`${owner(pid)}-`)) return !isAlive(pid);
  const { mtimeMs } = await stat(join(tmp, name)).catch(() => ({ mtimeMs: Date.now() }));
  return Date.now() - mtimeMs > DAY_MS; // the cache may be shared with another machine, whose processes aren't ours to see
}

function owner(pid) {
  return `${hostname()}-${pid}`;
}

/** Whether a process with this id exists. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
