// One setup at a time in a clone: a second one waits for the first, and takes over when that was killed.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './staging.mjs';

const BEAT_MS = 1_000;
/** A process id may belong to a stranger by now; a holder that shows no sign of life for this long is gone. */
const SILENCE_MS = 15_000;
const POLL_MS = 200;

/**
 * Runs `task` while no other setup works on this clone.
 *
 * @param {string} cache the folder of shared downloads, where the marks are kept
 * @param {string} root the clone
 * @param {() => Promise<T>} task
 * @param {{onWait?: (pid: number) => void, silenceMs?: number}} [options] onWait is called once, if there is something to wait for
 * @template T
 * @returns {Promise<T>}
 */
export async function inTurn(cache, root, task, { onWait, silenceMs = SILENCE_MS } = {}) {
  const folder = join(cache, 'turns');
  const mark = join(folder, createHash('sha256').update(root).digest('hex').slice(0, 16));
  const mine = `${process.pid} ${randomUUID()}`;
  await mkdir(folder, { recursive: true });
  let told = false;
  let seen = { sign: '', since: 0 };
  while (!(await claim(mark, mine))) {
    const holder = await readFile(mark, 'utf8').catch(() => '');
    const pid = Number(holder.split(' ')[0]);
    const sign = `${holder} ${await lastSign(mark)}`;
    if (sign !== seen.sign) seen = { sign, since: performance.now() };
    const silent = performance.now() - seen.since > silenceMs;
    if (silent || (pid > 0 && !isAlive(pid))) {
      await removeMark(mark, holder, mine);
      continue;
    }
    if (!told && pid > 0) {
      told = true;
      onWait?.(pid);
    }
    await delay(POLL_MS);
  }
  const beat = setInterval(() => utimes(mark, new Date(), new Date()).catch(() => {}), BEAT_MS);
  try {
    return await task();
  } finally {
    clearInterval(beat);
    if ((await readFile(mark, 'utf8').catch(() => '')) === mine) await rm(mark, { force: true });
  }
}

async function claim(mark, mine) {
  try {
    await writeFile(mark, mine, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

async function lastSign(mark) {
  return (await stat(mark).catch(() => ({ mtimeMs: 0 }))).mtimeMs;
}

/** Removes the mark of a setup that is gone; if another took its turn in between, that one's mark is put back. */
async function removeMark(mark, holder, mine) {
  const aside = `${mark}.${mine.split(' ')[1]}`;
  try {
    await rename(mark, aside);
    if ((await readFile(aside, 'utf8')) === holder) await rm(aside, { force: true });
    else await rename(aside, mark);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
