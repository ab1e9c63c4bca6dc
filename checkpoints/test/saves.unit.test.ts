/** A save starts a check, however the editor saves; and one save starts one. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { watchSaves } from '../src/watch/saves.js';

/** What a machine reports of one save comes closer than this, in ms, however busy it is. */
const SETTLE_MS = 800;
/** A call too many would come within this time, in ms. */
const QUIET_MS = SETTLE_MS + 200;
let folder: string;
let saves: number;
let end: () => Promise<void>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workbook-saves-'));
  writeFileSync(path.join(folder, 'starter.ts'), 'one');
  saves = 0;
  const onSave = () => {
    saves += 1;
  };
  end = await watchSaves(folder, onSave, SETTLE_MS);
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
    await expect.poll(() => saves, { interval: 20 }).toBeGreaterThanOrEqual(round);
  }
  await delay(QUIET_MS);
  expect(saves).toBe(2);
});

test('what is no code, or was laid there by an update, starts nothing', async () => {
  for (const name of ['lesson.ipynb', 'starter.ts~', '.starter.ts.swp', 'starter.new.ts'])
    writeFileSync(file(name), '');
  await delay(QUIET_MS);
  writeFileSync(file('starter.ts'), 'two');
  await expect.poll(() => saves, { interval: 20 }).toBeGreaterThan(0);
  expect(saves).toBe(1);
});
