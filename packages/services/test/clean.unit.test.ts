import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listKept, removeKept } from '../src/clean.js';
import { openInstance } from '../src/instance.js';
import { startProcess, stopProcess } from '../src/processes.js';
import { readSettings, type Settings } from '../src/settings.js';

let folder: string;
let settings: Settings;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'clean-')));
  settings = readSettings({ WORKBOOK_HOME: path.join(folder, 'home'), WORKBOOK_CACHE: path.join(folder, 'cache') });
  openInstance(settings);
  for (const name of ['home/kafka', 'cache/jars', 'cache/jre-1.2.3', 'cache/turns']) {
    mkdirSync(path.join(folder, name));
    writeFileSync(path.join(folder, name, 'file'), 'x'.repeat(10_000));
  }
  writeFileSync(path.join(folder, 'home/my-notes.md'), 'mine');
  writeFileSync(path.join(folder, 'cache/my-thesis.tex'), 'mine');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('clean lists what the workbook made, with sizes, and never removes a learner’s file', async () => {
  const items = listKept(settings);
  const names = items.map((item) => path.relative(folder, item.path));
  expect(names).toEqual([
    'home/kafka',
    'home/instance.json',
    'cache/instances',
    'cache/jars',
    'cache/jre-1.2.3',
    'cache/turns',
  ]);
  expect(items.find((item) => item.path.endsWith('jars'))?.bytes).toBeGreaterThanOrEqual(10_000);
  await removeKept(settings, items);
  expect(listKept(settings)).toEqual([]);
  expect(existsSync(path.join(folder, 'home/my-notes.md'))).toBe(true);
  expect(existsSync(path.join(folder, 'cache/my-thesis.tex'))).toBe(true);
});

test('clean leaves the cache alone while another workbook runs from it', async () => {
  const other = path.join(folder, 'other', '.workbook');
  openInstance(readSettings({ WORKBOOK_HOME: other, WORKBOOK_CACHE: settings.cache }));
  const sleep = {
    command: process.execPath,
    args: ['-e', 'setInterval(() => undefined, 1000)'],
    cwd: other,
    ports: { kafka: 1 },
  };
  startProcess(other, 'kafka', sleep, 'test');
  try {
    await expect(removeKept(settings, listKept(settings))).rejects.toThrow(
      `The cache is in use by the running workbook in ${path.join(folder, 'other')}.`,
    );
    expect(existsSync(path.join(settings.cache, 'jars'))).toBe(true);
  } finally {
    await stopProcess(other, 'kafka');
  }
});
