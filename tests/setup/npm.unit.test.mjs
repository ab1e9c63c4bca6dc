// An npm that is cut off in the middle, and what is made of its leavings.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { hasNpmPackages, installNpmPackages } from '../../setup/npm.mjs';

const ZOD = { version: '4.0.0', integrity: 'sha512-x' };
let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'workbook-npm-'));
  mkdirSync(join(root, 'node_modules', 'zod'), { recursive: true });
  writeFileSync(join(root, 'node_modules', 'zod', 'package.json'), '{}');
  writeLock('package-lock.json');
  writeLock('node_modules', '.package-lock.json');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function writeLock(...path) {
  writeFileSync(join(root, ...path), JSON.stringify({ packages: { '': {}, 'node_modules/zod': ZOD } }));
}

/** Puts a program in npm's place. */
function npmIs(program) {
  writeFileSync(join(root, 'npm-cli.js'), program);
  vi.stubEnv('npm_execpath', join(root, 'npm-cli.js'));
}

it('takes an installation that was cut off for none, though its packages seem to be there', async () => {
  expect(await hasNpmPackages(root)).toBe(true);
  npmIs('process.kill(process.pid, "SIGKILL")');
  await expect(installNpmPackages(root)).rejects.toThrow('The npm packages could not be downloaded.');
  expect(existsSync(join(root, 'node_modules', 'zod', 'package.json'))).toBe(true);
  expect(await hasNpmPackages(root)).toBe(false);
});

it('takes one that npm has finished for whole', async () => {
  npmIs('fs = require("fs"); fs.copyFileSync("package-lock.json", "node_modules/.package-lock.json")');
  await installNpmPackages(root);
  expect(await hasNpmPackages(root)).toBe(true);
});
