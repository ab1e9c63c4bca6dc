/** Damaged files in the cache of downloads: found, named, and not trusted by the next set-up. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { damageSentence, findDamage, needSetUp } from '../src/downloads.js';
import { javaHome } from '../src/java.js';
import { readSettings, type Settings } from '../src/settings.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
let folder: string;
let settings: Settings;
let jars: string;
let java: string;

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'workbook-downloads-'));
  settings = { ...readSettings(), cache: path.join(folder, 'cache'), repository: folder };
  jars = path.join(settings.cache, 'jars');
  java = javaHome(settings);
  // A jar that two services share is one file.
  const lock = `kafka org.example:one:1.0 ${sha256('one')}\nflink org.example:one:1.0 ${sha256('one')}\n`;
  write(path.join(folder, 'packages', 'services', 'jars.lock'), lock);
  write(path.join(jars, 'org.example', 'one-1.0.jar'), 'one');
  write(path.join(jars, 'verified.json'), '{}');
  write(path.join(java, 'lib', 'modules'), 'classes');
  write(path.join(java, 'workbook-files.json'), JSON.stringify({ 'lib/modules': sha256('classes') }));
  write(path.join(java, 'verified.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('finds nothing wrong with what is whole', async () => {
  expect(await findDamage(settings)).toEqual({ jars: [], java: [] });
  expect(damageSentence({ jars: [], java: [] })).toBeUndefined();
  expect(needSetUp(settings)).toBe(false);
});

test('finds one changed byte of a jar, and lets the set-up read all jars again', async () => {
  write(path.join(jars, 'org.example', 'one-1.0.jar'), 'onE');
  const damage = await findDamage(settings);
  expect(damage).toEqual({ jars: ['one-1.0.jar'], java: [] });
  expect(damageSentence(damage)).toBe(
    'The downloads in the cache are damaged: a jar (one-1.0.jar). "npm start" fetches what is damaged again.',
  );
  expect(existsSync(path.join(jars, 'verified.json'))).toBe(false);
  expect(existsSync(path.join(java, 'verified.json'))).toBe(true);
  expect(needSetUp(settings)).toBe(true);
});

test('finds a file of the Java runtime that is gone', async () => {
  rmSync(path.join(java, 'lib', 'modules'));
  const damage = await findDamage(settings);
  expect(damage).toEqual({ jars: [], java: ['lib/modules'] });
  expect(damageSentence(damage)).toBe(
    'The downloads in the cache are damaged: the Java runtime (lib/modules). "npm start" fetches it again.',
  );
  expect(needSetUp(settings)).toBe(true);
});

test('a jar that is missing is no damage, and a matter for the set-up', async () => {
  rmSync(path.join(jars, 'org.example', 'one-1.0.jar'));
  expect(await findDamage(settings)).toEqual({ jars: [], java: [] });
  expect(needSetUp(settings)).toBe(true);
});
