/** A wrong solution that is kept as what it changes is graded as a whole file, and leaves none behind. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withChangedSolution } from '../dist/gate/gate-change.js';
import { type Lesson, lessonOf } from '../dist/lessons/lessons.js';

const CHANGE = `A wrong filter: 480 passes.
@mistake at-the-bound
@task 2

--- solution.ts
+++ at-the-bound.ts
@@ -1,3 +1,3 @@
 export function isTall(height: number): boolean {
-  return height > 480;
+  return height >= 480;
 }
`;

let folder: string;
let lesson: Lesson;
let change: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'workbook-gate-'));
  lesson = lessonOf(path.dirname(folder), path.basename(folder));
  change = path.join(folder, 'at-the-bound.diff');
  writeFileSync(change, CHANGE);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (body: string) =>
  writeFileSync(lesson.solution, `\nexport function isTall(height: number): boolean {\n  ${body}\n}\n`);

test('the solution is changed, wherever in it the lines are', async () => {
  write('return height > 480;');
  const text = await withChangedSolution(lesson, change, async (file) => {
    expect(path.dirname(file)).toBe(folder);
    return readFileSync(file, 'utf8');
  });
  expect(text).toBe('\nexport function isTall(height: number): boolean {\n  return height >= 480;\n}\n');
  expect(readdirSync(folder).sort()).toEqual(['at-the-bound.diff', 'solution.ts']);
});

test('the file goes when grading fails', async () => {
  write('return height > 480;');
  await expect(withChangedSolution(lesson, change, () => Promise.reject(new Error('no Kafka')))).rejects.toThrow(
    'no Kafka',
  );
  expect(readdirSync(folder).sort()).toEqual(['at-the-bound.diff', 'solution.ts']);
});

test('lines that are no longer there are told', async () => {
  write('return height > 500;');
  expect(await withChangedSolution(lesson, change, async () => 'graded')).toBeUndefined();
});
