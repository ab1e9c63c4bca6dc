/** On a full disk it is said that it is full, and nothing half-made is left. The disk is full by what it says of itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deathOf } from '../src/death.js';
import { freeBytes, isDiskFull } from '../src/disk-space.js';
import { type ProcessRecord, readRecord, startProcess } from '../src/processes.js';
import { replaceFile } from '../src/replace-file.js';

vi.mock('node:fs', { spy: true });
vi.mock('node:child_process', { spy: true });

let home: string;
let record: ProcessRecord;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'disk-'));
  const log = path.join(home, 'kafka.log');
  writeFileSync(log, '2026-11-30 10:03:50.540 [main] INFO kafka.Kafka - started\n');
  record = { pid: 1, startedAt: new Date().toISOString(), log, logStart: 0, ports: {}, origin: '' };
});
afterEach(() => {
  vi.mocked(statfsSync).mockReset();
  rmSync(home, { recursive: true, force: true });
});

function fillDisk(free = 0): void {
  vi.mocked(statfsSync).mockReturnValue({ bavail: free, bsize: 1 } as ReturnType<typeof statfsSync>);
}

test('a process that ended without a word on a full disk ended because of it', () => {
  expect(deathOf(record, home)).toEqual({ words: [], cause: undefined });
  fillDisk();
  expect(deathOf(record, home).cause).toMatch(/^The disk is full\. Make room/);
  writeFileSync(record.log, 'Terminating due to java.lang.OutOfMemoryError: Java heap space\n');
  expect(deathOf(record, home).cause).toMatch(/^It ran out of memory\./);
});

test('a disk is that of the folder, or of the one in which it would be', () => {
  const free = freeBytes(home) ?? 0;
  expect(free).toBeGreaterThan(0);
  expect(freeBytes(path.join(home, 'not', 'made'))).toBeGreaterThan(0);
  fillDisk(15 * 1024 * 1024);
  expect(isDiskFull(home)).toBe(true);
  fillDisk(17 * 1024 * 1024);
  expect(isDiskFull(home)).toBe(false);
});

test('a file that can not be replaced stays, without a draft beside it', () => {
  const file = path.join(home, 'instance.json');
  writeFileSync(file, 'old');
  expect(() => replaceFile(file, path.join(home, 'no-folder', 'draft'), 'new')).toThrow('ENOENT');
  // Where the draft is written and can't be moved.
  expect(() => replaceFile(home, `${file}.1`, 'new')).toThrow();
  expect([readFileSync(file, 'utf8'), readdirSync(home).sort()]).toEqual(['old', ['instance.json', 'kafka.log']]);
});

test('a process whose record can not be written does not live on', async () => {
  // A file in the place of the folder is as much in the way as a full disk.
  writeFileSync(path.join(home, 'pids'), '');
  const plan = { command: process.execPath, args: ['-e', 'setInterval(() => {}, 500)'], cwd: home, env: {}, ports: {} };
  expect(() => startProcess(home, 'kafka', plan, '')).toThrow(/EEXIST|ENOTDIR/);
  const started = vi.mocked(spawn).mock.results[0];
  if (started?.type !== 'return') throw new Error('nothing was started');
  const child = started.value;
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  expect(readRecord(home, 'kafka')).toBeUndefined();
});
