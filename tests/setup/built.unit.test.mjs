import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { changedSource, digestOfPackage, stampOf } from '../../setup/built.mjs';

let clone;
let folder;
const source = () => join(folder, 'src', 'plan', 'plan.ts');

beforeEach(async () => {
  clone = mkdtempSync(join(tmpdir(), 'workbook-built-'));
  folder = join(clone, 'packages', 'flink');
  const files = ['tsconfig.base.json', 'node_modules/typescript/package.json', 'packages/flink/tsconfig.json'];
  for (const name of [
    ...files,
    'packages/flink/package.json',
    'packages/flink/src/plan/plan.ts',
    'packages/flink/dist/.sources',
  ]) {
    mkdirSync(dirname(join(clone, name)), { recursive: true });
    writeFileSync(join(clone, name), 'as it was');
  }
  writeFileSync(stampOf(folder), await digestOfPackage(clone, folder));
  age(stampOf(folder), 60);
  age(source(), 120);
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

function age(file, seconds) {
  const time = Date.now() / 1000 - seconds;
  utimesSync(file, time, time);
}

it('finds nothing where what was compiled is newer', async () => {
  expect(await changedSource(clone)).toBeUndefined();
});

it('names a source that was changed since', async () => {
  writeFileSync(source(), 'other words');
  expect(await changedSource(clone)).toBe('packages/flink/src/plan/plan.ts');
});

it('takes a source with a new date and the old words for what it is, and reads it once', async () => {
  age(source(), 0);
  expect(await changedSource(clone)).toBeUndefined();
  expect(statSync(stampOf(folder)).mtimeMs).toBeGreaterThanOrEqual(statSync(source()).mtimeMs - 1);
});
