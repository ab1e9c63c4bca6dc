// Child processes never outlive the setup, however it ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { run } from '../../setup/child.mjs';
import { root } from '../../setup/places.mjs';
import { isAlive } from '../../setup/staging.mjs';

const GENEROUS = { timeout: 60_000, interval: 20 };
vi.setConfig({ testTimeout: 120_000 });

let folder;
let setup;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'workbook-child-'));
  setup = spawn(process.execPath, [join(root, 'tests', 'setup', 'run-interruptible.mjs'), folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
});
afterEach(() => {
  setup.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const pidOf = (name) => Number(readFileSync(join(folder, name), 'utf8') || 'unwritten');

/** The process ids of child and grandchild, once both run. */
async function descendants() {
  await vi.waitFor(() => expect([pidOf('child'), pidOf('grandchild')].every(isAlive)).toBe(true), GENEROUS);
  return [pidOf('child'), pidOf('grandchild')];
}

/** A process that has ended may stand in the list until its new parent has asked for it, as a zombie. */
function lives(pid) {
  if (!isAlive(pid)) return false;
  const file = `/proc/${pid}/stat`;
  return !existsSync(file) || !/\) Z /.test(readFileSync(file, 'utf8'));
}

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('%s ends what the setup had started, before the setup itself ends', async (signal, code) => {
  const pids = await descendants();
  let said = '';
  setup.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  setup.kill(signal);
  expect(await once(setup, 'close')).toEqual([code, null]);
  expect(pids.filter(lives)).toEqual([]);
  expect(existsSync(join(folder, 'tidied'))).toBe(true);
  expect(said).toBe('\nStopped. The same command goes on from here.\n');
});

it('a compilation that Ctrl-C ends is stopped, and has not failed', async () => {
  const compiling = spawn(process.execPath, [join(root, 'tests', 'setup', 'compile-interruptible.mjs'), folder]);
  let said = '';
  for (const stream of [compiling.stdout, compiling.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  try {
    await vi.waitFor(() => expect(existsSync(join(folder, 'begun'))).toBe(true), GENEROUS);
    compiling.kill('SIGINT');
    expect(await once(compiling, 'close')).toEqual([130, null]);
    expect(said).toBe('  · TypeScript packages: stopped\n\nStopped. The same command goes on from here.\n');
  } finally {
    compiling.kill('SIGKILL');
  }
});

it('a setup that is killed takes its downloads with it', async () => {
  const pids = await descendants();
  setup.kill('SIGKILL');
  await once(setup, 'close');
  await vi.waitFor(() => expect(pids.filter(lives)).toEqual([]), GENEROUS);
});

it('passes on the exit code and the words of a program with a lifeline', async () => {
  const program = 'console.log("out"); console.error("err"); process.exitCode = 3';
  const result = await run(process.execPath, ['-e', program], { lifeline: true });
  expect(result).toEqual({ code: 3, stdout: 'out\n', stderr: 'err\n' });
});

it('names a program with a lifeline that is not there', async () => {
  const { code, stderr } = await run('no-such-program', [], { lifeline: true });
  expect({ code, stderr }).toEqual({ code: 127, stderr: 'spawn no-such-program ENOENT\n' });
});
