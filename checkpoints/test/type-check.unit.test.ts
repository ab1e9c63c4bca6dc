/** What a check says of a file that the compiler refuses. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { typeCheck } from '../src/grading/type-check.js';
import { findLesson, REPOSITORY } from '../src/lessons/lessons.js';

const { solution } = findLesson('1');

/** The folder lies in the workbook: the compiler looks for packages from there. */
function mistakeIn(...lines: string[]) {
  const folder = mkdtempSync(path.join(REPOSITORY, 'node_modules', '.type-check-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'starter.ts');
  writeFileSync(file, lines.join('\n'));
  return typeCheck(file, solution, folder);
}

test('the first error is explained, and each of the others is named with its line', async () => {
  const mistake = await mistakeIn(
    'const list: string[] = [];',
    'export const length: number = list[0].length;',
    "export const first: number = 'one';",
    '',
    "export const second: number = 'two';",
  );
  expect(mistake).toMatchObject({ id: 'type-error', place: { line: 2 } });
  expect(mistake?.message.split('\n')).toEqual([
    "Object is possibly 'undefined'. (TS2532)",
    'The compiler also says:',
    "  line 3: Type 'string' is not assignable to type 'number'.",
    "  line 5: Type 'string' is not assignable to type 'number'.",
  ]);
  expect(mistake?.advice).toContain('For TypeScript it may be missing');
});

test('a slip has its sentence, and of what the compiler says only what does not come of it', async () => {
  const mistake = await mistakeIn("import _ from 'lodash';", "export const first: number = 'one';");
  expect(mistake).toMatchObject({ id: 'missing-module', place: { line: 1 } });
  expect(mistake?.message).toMatch(
    /^The package "lodash" is not installed here\.\nThe compiler also says:\n {2}line 2: /,
  );
});
