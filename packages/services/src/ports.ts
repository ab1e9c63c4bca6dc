/** Ports of 127.0.0.1: which are free, and who has one that is not. */
import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from './wait.js';

/** Below the ranges from which Linux and macOS hand out ports to clients, so that no client connection takes one. */
const FREE_RANGE = { from: 20000, to: 32000 };

/** Whether a server could listen on this port of 127.0.0.1 now. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** A process that has just been killed keeps its ports for some milliseconds. */
const RELEASE_MS = 1_000;

/** Whether this port is free, or becomes free within a second. */
export async function becomesFree(port: number): Promise<boolean> {
  const free = await waitFor(async () => (await isPortFree(port)) || undefined, {
    deadlineMs: RELEASE_MS,
    everyMs: 50,
  });
  return free ?? false;
}

/** Finds `count` different ports that are free now and are not in `taken`. */
export async function findFreePorts(count: number, taken: ReadonlySet<number> = new Set()): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = FREE_RANGE.from + Math.floor(Math.random() * (FREE_RANGE.to - FREE_RANGE.from));
    if (!taken.has(port) && !found.has(port) && (await isPortFree(port))) found.add(port);
  }
  return [...found];
}

export interface PortOwner {
  pid: number;
  /** The program's name, for example `java`. */
  program: string;
}

/** The process that listens on a port, where this user may know it. */
export async function findPortOwner(port: number): Promise<PortOwner | undefined> {
  return process.platform === 'linux' ? findOwnerInProc(port) : findOwnerWithLsof(port);
}

/** Linux: the socket's inode stands in /proc/net/tcp, and the process that has it open in /proc/PID/fd. */
async function findOwnerInProc(port: number): Promise<PortOwner | undefined> {
  const LISTENING = '0A';
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const sockets = new Set<string>();
  for (const row of tables.join('\n').split('\n')) {
    const columns = row.trim().split(/\s+/);
    if (columns[1]?.endsWith(suffix) && columns[3] === LISTENING) sockets.add(`socket:[${columns[9]}]`);
  }
  if (sockets.size === 0) return undefined;
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const descriptors = await readdir(`/proc/${entry}/fd`).catch(() => []);
    for (const descriptor of descriptors) {
      const target = await readlink(`/proc/${entry}/fd/${descriptor}`).catch(() => '');
      if (!sockets.has(target)) continue;
      const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
      return { pid: Number(entry), program: path.basename(command.split('\0')[0] || 'unknown') };
    }
  }
  return undefined;
}

async function findOwnerWithLsof(port: number): Promise<PortOwner | undefined> {
  const listing = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']).catch(
    () => undefined,
  );
  const pid = listing?.stdout.match(/^p(\d+)$/m)?.[1];
  if (!pid) return undefined;
  return { pid: Number(pid), program: listing?.stdout.match(/^c(.+)$/m)?.[1] ?? 'unknown' };
}
