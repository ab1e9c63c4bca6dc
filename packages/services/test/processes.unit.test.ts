import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { holdsOpen, isStoppedByPs } from '../src/identity.js';
import {
  frozenSentence,
  isFrozen,
  isRunning,
  type ProcessPlan,
  readRecord,
  signalProcess,
  startProcess,
  stopProcess,
} from '../src/processes.js';
import { whyFrozen } from '../src/restart.js';
import { readSettings } from '../src/settings.js';

const SLEEPER = 'console.error("asleep"); setInterval(() => undefined, 1000)';
const plan = (cwd: string): ProcessPlan => ({
  command: process.execPath,
  args: ['-e', SLEEPER],
  cwd,
  ports: { kafka: 9092 },
});

let home: string;
let stranger: ChildProcess | undefined;

beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'processes-')));
});
afterEach(async () => {
  await stopProcess(home, 'kafka');
  if (stranger?.exitCode === null) {
    stranger.kill('SIGKILL');
    await once(stranger, 'exit');
  }
  stranger = undefined;
  rmSync(home, { recursive: true, force: true });
});

describe('a service’s process', () => {
  test('is found by its pid file, stopped, and then forgotten', async () => {
    const { record } = startProcess(home, 'kafka', plan(home), 'test');
    expect(readRecord(home, 'kafka')).toEqual(record);
    expect(await isRunning(record)).toBe(true);
    expect(await stopProcess(home, 'kafka')).toBe(true);
    expect(await isRunning(record)).toBe(false);
    expect(readRecord(home, 'kafka')).toBeUndefined();
  });

  test('that was killed stays known as crashed', async () => {
    const { record } = startProcess(home, 'kafka', plan(home), 'test');
    expect(await signalProcess(home, 'kafka', 'SIGKILL')).toBe(true);
    expect(await isRunning(record)).toBe(false);
    expect(readRecord(home, 'kafka')?.pid).toBe(record.pid);
  });

  test('is known to be paused, and is stopped also then', async () => {
    const { record } = startProcess(home, 'kafka', plan(home), 'test');
    expect(await isFrozen(record)).toBe(false);
    await signalProcess(home, 'kafka', 'SIGSTOP');
    await expect.poll(() => isFrozen(record)).toBe(true);
    expect(await isStoppedByPs(record.pid)).toBe(true);
    expect(frozenSentence(record)).toContain(`"kill -CONT ${record.pid}" lets it go on`);
    expect(await whyFrozen(readSettings({ WORKBOOK_HOME: home }))).toContain('Kafka does not answer: its process');
    expect(await stopProcess(home, 'kafka')).toBe(true);
    expect(await isRunning(record)).toBe(false);
    expect(await whyFrozen(readSettings({ WORKBOOK_HOME: home }))).toBeUndefined();
  });

  test('does not lend its number to a stranger: a stale pid file never ends another process', async () => {
    const { record } = startProcess(home, 'kafka', plan(home), 'test');
    await signalProcess(home, 'kafka', 'SIGKILL');
    stranger = spawn(process.execPath, ['-e', SLEEPER], { stdio: ['ignore', 'ignore', 'pipe'] });
    await once(stranger.stderr as NodeJS.ReadableStream, 'data');
    writeFileSync(path.join(home, 'pids', 'kafka.pid'), JSON.stringify({ ...record, pid: stranger.pid }));
    expect(await signalProcess(home, 'kafka', 'SIGKILL')).toBe(false);
    expect(await stopProcess(home, 'kafka')).toBe(false);
    expect(stranger.exitCode).toBeNull();
    expect(stranger.signalCode).toBeNull();
    expect(readRecord(home, 'kafka')).toBeUndefined();
  });

  test('with a damaged pid file counts as not started', () => {
    mkdirSync(path.join(home, 'pids'));
    writeFileSync(path.join(home, 'pids', 'kafka.pid'), '');
    expect(readRecord(home, 'kafka')).toBeUndefined();
  });
});

describe('identity', () => {
  test('is a file held open under a descriptor, not the number alone', async () => {
    const file = path.join(home, 'held');
    const other = path.join(home, 'other');
    writeFileSync(other, '');
    const descriptor = openSync(file, 'w');
    expect(await holdsOpen(process.pid, descriptor, file)).toBe(true);
    expect(await holdsOpen(process.pid, descriptor, other)).toBe(false);
    closeSync(descriptor);
    expect(await holdsOpen(process.pid, descriptor, file)).toBe(false);
  });
});
