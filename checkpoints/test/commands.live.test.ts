/** Checks and the watching learner, typed into a terminal as a person would. */
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '@workbook/services';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Lesson } from '../dist/lessons/lessons.js';
import { readProgress } from '../dist/progress/progress.js';
import { forgetProgress } from './fresh-progress.js';
import { namesOnTheBroker } from './hand-in.js';
import { copyLessons, hangInTaskThree, type LessonsCopy } from './lessons-copy.js';
import { CTRL_C, npmRun, script, Terminal } from './terminal.js';

const CHECK_MS = 120_000;
const { home } = readSettings();
let copy: LessonsCopy;
let first: Lesson;
let terminal: Terminal | undefined;

beforeAll(() => {
  forgetProgress();
  copy = copyLessons(1, 4);
  first = copy.lessons[0] as Lesson;
});
afterAll(() => {
  copy.remove();
  forgetProgress();
});
afterEach(async () => {
  terminal?.close();
  await terminal?.ended;
  terminal = undefined;
});

function type(command: string[]): Terminal {
  terminal = new Terminal(command, { env: { WORKBOOK_LESSONS: copy.folder } });
  return terminal;
}

const shows = (shown: Terminal, text: RegExp | string) =>
  expect.poll(() => shown.text(), { timeout: CHECK_MS, interval: 50 }).toMatch(text);

const sees = (shown: Terminal, text: RegExp | string) =>
  expect.poll(() => shown.view(), { timeout: CHECK_MS, interval: 50 }).toMatch(text);

async function expectNothingLeft(): Promise<void> {
  await expect.poll(namesOnTheBroker).toEqual([]);
  expect(readdirSync(path.join(home, 'checks'))).toEqual([]);
}

test('Ctrl-C in the middle of a check says so, and leaves nothing behind', async () => {
  hangInTaskThree(first);
  const check = type(npmRun('check 1'));
  await shows(check, '✔ 2.');
  check.type(CTRL_C);
  expect(await check.ended).not.toBe(0);
  expect(await check.text()).toContain('Stopped. Nothing was recorded.');
  await expectNothingLeft();
});

test('a window that is closed in the middle of a check leaves nothing behind', async () => {
  hangInTaskThree(first);
  const check = type(script('check 1'));
  await shows(check, '✔ 2.');
  check.close();
  await check.ended;
  await expectNothingLeft();
});

describe('watch', () => {
  test('checks each save once, helps on a key, and leaves nothing behind', async () => {
    writeFileSync(first.starter, readFileSync(first.pristine));
    const watch = type(npmRun('watch'));
    await shows(watch, 'Watching ');
    expect(await watch.view()).toMatch(/Lesson 1: kafka-producer.*1\. An order becomes a record \(to do\)/s);

    watch.type('h');
    await sees(watch, /Lesson 1, task 1\. .*A nudge/s);
    watch.type('s');
    await shows(watch, /The check has not passed yet.*The solution is one way/s);

    // As editors save that don't want to lose a file: a draft, renamed.
    const draft = path.join(first.folder, 'starter.ts~');
    writeFileSync(
      draft,
      readFileSync(first.pristine, 'utf8').replace("throw new Todo('task 1, toMessage')", 'return { value: null }'),
    );
    renameSync(draft, first.starter);
    await sees(watch, /✘ 1\. An order becomes a record.*wrong-key|key is not the customer's id/s);

    // In place, in two goes, and once more while the check runs: the last word counts.
    writeFileSync(first.starter, 'export const half = ');
    writeFileSync(first.starter, readFileSync(first.pristine));
    await sees(watch, /saved at.*\(to do\)/s);
    const meanwhile = new Terminal(script('check 1 solution'), { env: { WORKBOOK_LESSONS: copy.folder } });
    writeFileSync(first.starter, readFileSync(first.solution));
    expect(await meanwhile.ended).toBe(0);
    await sees(watch, /All 6 tasks passed.*Watching/s);
    expect(readProgress(home)['kafka-producer']?.solvedAt).toBeDefined();
    expect((await watch.view()).split('\n')[0]).toBe('Lesson 1: kafka-producer');

    watch.type('n');
    await sees(watch, /Lesson 4: flink-map-filter.*Watching/s);
    watch.type('c');
    watch.type('q');
    expect(await watch.ended).toBe(0);
    await expectNothingLeft();
  });

  test('ends with Ctrl-C in the middle of a check', async () => {
    hangInTaskThree(first);
    const watch = type(npmRun('watch 1'));
    await shows(watch, '✔ 2.');
    watch.type(CTRL_C);
    expect(await watch.ended).toBe(0);
    expect(await watch.text()).toContain('No longer watching.');
    await expectNothingLeft();
  });
});

test('two checks at once pass, and several lessons end with a line for each', async () => {
  const several = type(script('check 1 lesson-4 solution'));
  const one = new Terminal(script('check kafka-producer solution'));
  expect(await one.ended).toBe(0);
  expect(await several.ended).toBe(0);
  expect(await several.text()).toMatch(/2 of 2 lessons passed\n.*lesson-1 .*6 of 6 tasks\n.*lesson-4 .*7 of 7 tasks/);
  await expectNothingLeft();
});
