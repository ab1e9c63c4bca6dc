import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { classPath, jarFiles, javaProgram } from '../src/java.js';
import { readSettings, type Settings } from '../src/settings.js';

let cache: string;
let settings: Settings;

beforeEach(() => {
  cache = realpathSync(mkdtempSync(path.join(tmpdir(), 'java-')));
  settings = readSettings({ WORKBOOK_HOME: path.join(cache, 'home'), WORKBOOK_CACHE: cache });
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

test('a class path follows the lock file', () => {
  const jars = jarFiles(settings, 'kafka');
  expect(jars.length).toBeGreaterThan(40);
  expect(jars).toContain(path.join(cache, 'jars', 'org.apache.kafka', 'kafka_2.13-4.4.0.jar'));
});

test('missing jars and a missing Java runtime are named, with the remedy', () => {
  expect(() => classPath(settings, 'kafka')).toThrow(
    /^Missing: .+\.jar, .+\.jar, .+\.jar and \d+ more\. "npm start" downloads/,
  );
  expect(() => javaProgram(settings)).toThrow(
    /^The Java runtime is not there .+ "npm start" downloads it; no Java needs to be installed\.$/,
  );
});
