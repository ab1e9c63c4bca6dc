/** A save starts a check, however the editor saves; and one save starts one. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchSaves } from '../src/watch/saves.js';

/** A second call would come within this time, in ms. */
const QUIET_MS = 500;
let folder: string;
let saves: number;
let end: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workbook-saves-'));
  writeFileSync(path.join(folder, 'starter.ts'), 'one');
  saves = 0;
  end = await watchSaves(folder, () => {
    saves += 1;
  });
});
afterEach(async () => {
  await end();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string) => path.join(folder, name);

test.each([
  ['in place', () => writeFileSync(file('starter.ts'), 'two')],
  ['in several goes', () => ['t', 'tw', 'two'].forEach((text) => writeFileSync(file('starter.ts'), text))],
  [
    'by renaming a draft',
    () => {
      writeFileSync(file('starter.ts~'), 'two');
      renameSync(file('starter.ts~'), file('starter.ts'));
    },
  ],
  [
    'by keeping the old one and writing anew',
    () => {
      renameSync(file('starter.ts'), file('starter.ts.bak'));
      writeFileSync(file('starter.ts'), 'two');
    },
  ],
])('%s', async (_, save) => {
  for (let round = 1; round <= 2; round++) {
    save();
    await expect.poll(() => saves, { timeout: 10_000, interval: 20 }).toBe(round);
    await delay(QUIET_MS);
    expect(saves).toBe(round);
  }
});

test('what is no code, or was laid there by an update, starts nothing', async () => {
  for (const name of ['lesson.ipynb', 'starter.ts~', '.starter.ts.swp', 'starter.new.ts'])
    writeFileSync(file(name), '');
  await delay(QUIET_MS);
  expect(saves).toBe(0);
});
