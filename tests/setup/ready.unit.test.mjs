// A command that is typed in a clone which was never set up.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../setup/places.mjs';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let clone;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'workbook-ready-'));
  for (const name of ['setup', 'pipelines/transactions/demo.ts']) {
    cpSync(join(root, name), join(clone, name), { recursive: true });
  }
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

it('the programs that Ctrl-C ends in good order take the place of the shell, which a Ctrl-C would end with an error', () => {
  const programs = Object.keys(scripts).filter((name) => /^(demo|transactions:|video:)/.test(name));
  expect(programs).toContain('demo');
  expect(programs.filter((name) => !scripts[name].startsWith('exec node '))).toEqual([]);
});

it.each(['check', 'services', 'flink', 'demo'])('npm run %s says what to do first', (name) => {
  const [command, ...args] = scripts[name].replace(/^exec /, '').split(' ');
  const { status, stderr } = spawnSync(command, args, { cwd: clone, encoding: 'utf8' });
  expect(stderr).toBe('The workbook is not set up in this folder yet. Run this first: npm start\n');
  expect(status).toBe(1);
});
