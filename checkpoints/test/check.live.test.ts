/** The command, and the files that it can't grade. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { check } from '../dist/grading/check.js';
import { firstMistake } from '../dist/grading/verdict.js';
import type { Lesson } from '../dist/lessons/lessons.js';
import {
  COMMAND,
  grade,
  handIn,
  IMPORTS,
  lesson,
  namesOnTheBroker,
  nowhere,
  runCommand,
  settings,
  useFolder,
} from './hand-in.js';
import { copyLessons, hangInTaskThree } from './lessons-copy.js';

useFolder();

describe('a file that can not be graded', () => {
  test.each([
    ['missing-file', nowhere],
    ['empty-file', () => handIn('', '')],
    ['syntax-error', () => handIn('export function toMessage( {')],
    ['type-error', () => handIn("export const wrong: number = 'text';")],
    ['missing-export', () => handIn('export const something = 1;', '')],
    ['wrong-signature', () => handIn('export function toMessage(): number { return 1; }')],
    [
      'wrong-signature',
      () => handIn(`${IMPORTS}\nexport async function toMessage(): Promise<Message> { return { value: '' }; }`),
    ],
    ['wrong-signature', () => handIn('export function sendOrder(): void {}')],
    ['threw', () => handIn("throw new Error('at the top');")],
    ['threw', () => handIn("throw 'a text';")],
    ['process-exit', () => handIn('process.exit(0);')],
    ['endless-loop', () => handIn('while (Date.now() > 0) {}')],
  ])('%s', async (id, file) => {
    const verdict = await grade(file());
    expect(verdict.passed).toBe(false);
    expect(firstMistake(verdict)?.id).toBe(id);
    expect(firstMistake(verdict)?.advice).toBeTruthy();
  });

  test('is told which export it renamed', async () => {
    const rest = readFileSync(lesson.solution, 'utf8').replaceAll(/'\.\/order\.js'/g, `'${lesson.folder}/order.js'`);
    const mistake = firstMistake(await grade(handIn('', rest.replaceAll('toMessage', 'toMesage'))));
    expect(mistake).toMatchObject({ id: 'missing-export' });
    expect(mistake?.message).toContain('toMessage');
    expect(mistake?.advice).toContain('toMesage');
  });

  test('cannot bring its own judge', async () => {
    const verdict = await grade(handIn("import { expect } from 'vitest';\nexpect.extend({});"));
    expect(verdict.passed).toBe(false);
    expect(firstMistake(verdict)).toMatchObject({ id: 'forbidden-import' });
  });
});

test('nothing is left behind: no topic, group or folder', async () => {
  await grade(handIn(''));
  await expect.poll(namesOnTheBroker).toEqual([]);
  expect(readdirSync(path.join(settings.home, 'checks'))).toEqual([]);
});

/** A check that stands still in its middle, with names on the broker. */
async function standingCheck(): Promise<ChildProcess> {
  const copy = copyLessons(1);
  onTestFinished(copy.remove);
  hangInTaskThree(copy.lessons[0] as Lesson);
  const child = spawn(process.execPath, [COMMAND, 'lesson-1'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, WORKBOOK_LESSONS: copy.folder },
  });
  await expect.poll(async () => (await namesOnTheBroker()).length > 0).toBe(true);
  return child;
}

test('Ctrl-C in mid-check ends it with 130, a sentence, and nothing left behind', async () => {
  const child = await standingCheck();
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words += text;
  });
  child.kill('SIGINT');
  expect(await once(child, 'close')).toEqual([130, null]);
  expect(words).toContain('Stopped. Nothing was recorded.');
  await expect.poll(namesOnTheBroker).toEqual([]);
});

test('what a killed check left behind is removed by the next', async () => {
  const child = await standingCheck();
  child.kill('SIGKILL');
  await once(child, 'close');
  await expect
    .poll(
      async () => {
        await grade(handIn(''));
        return namesOnTheBroker();
      },
      { timeout: 120_000, interval: 3_000 },
    )
    .toEqual([]);
});

test('the command: solution as a word, JSON, and only the own work counts as solved', async () => {
  const file = path.join(settings.home, 'progress.json');
  const progress = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  const before = progress();
  const solved = await runCommand(['kafka-producer', 'solution', '--json', '--seed', '5']);
  expect(solved.code).toBe(0);
  expect(JSON.parse(solved.output)).toMatchObject({ passed: true, target: 'solution', seed: 5 });
  expect(progress()).toBe(before);
  const unknown = await runCommand(['lesson-77']);
  expect(unknown.code).toBe(1);
  expect(unknown.output).toContain('There is no lesson "lesson-77"');
});

describe('a file that uses the solution is graded, and said to', () => {
  const folder = JSON.stringify(lesson.folder);
  /** The solution's lines as if they were the learner's own. */
  const own = readFileSync(lesson.solution, 'utf8').replaceAll(/from '\.\//g, `from '${lesson.folder}/`);

  test.each([
    ['does not', false, () => handIn('', own)],
    ['imports it', true, () => handIn('')],
    ['imports it by a name put together', true, () => handIn(`await import(${folder} + '/sol' + 'ution.js');`, own)],
    [
      'reads it',
      true,
      () => handIn(`import { readFileSync } from 'node:fs';\nreadFileSync(${folder} + '/sol' + 'ution.ts');`, own),
    ],
  ])('%s: %s', async (_name, importsSolution, file) => {
    const copied = { ...lesson, starter: file() };
    const { verdict, tidy } = await check({ settings, lesson: copied, target: 'starter' });
    await tidy;
    expect(verdict).toMatchObject({ passed: true, importsSolution });
  });
});
