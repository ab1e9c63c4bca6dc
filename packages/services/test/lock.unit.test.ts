import { existsSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withLock } from '../src/lock.js';

let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'lock-')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the lock', () => {
  test('lets one command after the other do its work, and tells whom the others wait for', async () => {
    const events: string[] = [];
    let waiting: (who: string) => void = () => undefined;
    const waits = new Promise<string>((resolve) => {
      waiting = resolve;
    });
    const first = withLock(home, 'first', async () => {
      events.push('first begins');
      await waits;
      events.push('first ends');
    });
    const onWait = (command: string, pid: number) => waiting(`${command} ${pid}`);
    const second = withLock(home, 'second', async () => events.push('second'), { onWait });
    await Promise.all([first, second]);
    expect(events).toEqual(['first begins', 'first ends', 'second']);
    expect(await waits).toBe(`first ${process.pid}`);
    expect(existsSync(path.join(home, 'lock'))).toBe(false);
  });

  test('is free again when the work fails', async () => {
    await expect(withLock(home, 'first', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await withLock(home, 'second', async () => 'done')).toBe('done');
  });

  test('of a command that was killed is taken over', async () => {
    // This process lives, but does not hold the file open: its number went to someone else.
    writeFileSync(path.join(home, 'lock'), JSON.stringify({ pid: process.pid, descriptor: 0, command: 'killed' }));
    expect(await withLock(home, 'next', async () => 'done', { deadlineMs: 1_000 })).toBe('done');
  });

  test.each(['', '{"pid": 1', '{}'])('that holds no owner (%j) and is old is taken over', async (text) => {
    const file = path.join(home, 'lock');
    writeFileSync(file, text);
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(file, longAgo, longAgo);
    expect(await withLock(home, 'next', async () => 'done', { deadlineMs: 1_000 })).toBe('done');
  });

  test('that another command holds for too long ends in a sentence with its process', async () => {
    await withLock(home, 'services up', async () => {
      await expect(withLock(home, 'services down', async () => undefined, { deadlineMs: 200 })).rejects.toThrow(
        `"services up" (process ${process.pid}) has been at work on these services for too long.`,
      );
    });
  });
});
