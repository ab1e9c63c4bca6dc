/**
 * Tells our process from a stranger's that got the same process id later (after a crash or a reboot). Our process is the
 * one that holds a certain file open under a certain descriptor: a service its log, a command its lock.
 */
import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Whether process `pid` lives and has `file` (an absolute path without links) open as descriptor `descriptor`. */
export async function holdsOpen(pid: number, descriptor: number, file: string): Promise<boolean> {
  if (process.platform === 'linux') {
    return (await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => undefined)) === file;
  }
  return holdsOpenByLsof(pid, descriptor, file);
}

/** Whether a signal has stopped process `pid` (SIGSTOP, Ctrl-Z): it lives, and does nothing until SIGCONT. */
export async function isStopped(pid: number): Promise<boolean> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // Behind the program's name, which may hold brackets itself.
    return /^ T/i.test(stat.slice(stat.lastIndexOf(')') + 1));
  }
  return isStoppedByPs(pid);
}

/** The same through `ps`, which every Unix has. */
export async function isStoppedByPs(pid: number): Promise<boolean> {
  const state = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]).catch(() => undefined);
  return /^\s*T/.test(state?.stdout ?? '');
}

/** `holdsOpen` through `lsof`, which macOS always has. */
export async function holdsOpenByLsof(pid: number, descriptor: number, file: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const args = ['-a', '-p', String(pid), '-d', String(descriptor), '-Fn'];
  // In another locale it would write letters beyond ASCII as escapes; macOS always has this one.
  const env = { ...process.env, LC_ALL: 'en_US.UTF-8' };
  const listing = await promisify(execFile)('lsof', args, { env }).catch(() => undefined);
  return listing?.stdout.split('\n').includes(`n${file}`) ?? false;
}
