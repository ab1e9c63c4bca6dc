/** The commands that need no services, typed into a terminal as a person would. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Lesson } from '../src/lessons/lessons.js';
import { copyLessons, type LessonsCopy } from './lessons-copy.js';
import { inTerminal, npmRun, script, type TerminalOptions } from './terminal.js';

let copy: LessonsCopy;
let home: string;
beforeAll(() => {
  copy = copyLessons(1, 4);
});
afterAll(() => copy.remove());
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'workbook-commands-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const type = (words: string, { env, limits }: TerminalOptions = {}) =>
  inTerminal(script(words), { env: { WORKBOOK_HOME: home, WORKBOOK_LESSONS: copy.folder, ...env }, limits });

function keepProgress(progress: object): void {
  writeFileSync(path.join(home, 'progress.json'), JSON.stringify(progress));
}

describe('a lesson can be named', () => {
  test.each(['4', '04', 'lesson-4', 'flink-map-filter', 'lessons/04-flink-map-filter/starter.ts'])(
    '%s',
    async (name) => {
      const { code, text } = await type(`hint ${name}`);
      expect(text).toContain('Lesson 4, task 1.');
      expect(code).toBe(0);
    },
  );

  test.each(['check', 'hint', 'solution', 'reset', 'watch'])('and %s answers a typo with the nearest', async (name) => {
    const { code, text } = await type(`${name} flink-map-fliter`);
    expect(text.trim()).toBe('There is no lesson "flink-map-fliter". Did you mean lesson-4 (flink-map-filter)?');
    expect(code).toBe(1);
  });

  test('and check knows its other words, too', async () => {
    const { text } = await type('check 4 soluton');
    expect(text.trim()).toBe('There is no lesson "soluton". Did you mean "solution"?');
  });
});

describe('help', () => {
  test.each(['check', 'watch', 'hint', 'solution', 'reset', 'progress'])(
    'of %s shows how it is typed',
    async (name) => {
      const { code, text } = await type(`${name} help`);
      expect(text).toMatch(new RegExp(`^Usage: npm run ${name} `));
      expect(text).toContain('Examples:');
      expect(code).toBe(0);
    },
  );

  test('is given wherever the word stands', async () => {
    expect((await type('check 4 help')).text).toMatch(/^Usage: npm run check /);
  });

  test('is named where there is a word too many', async () => {
    const { code, text } = await type('progress 4');
    expect(text.trim()).toBe('"4" is not known here. Possible: json.');
    expect(code).toBe(1);
  });

  test('is named where an option is unknown', async () => {
    const { code, text } = await type('hint --lod');
    expect(text.trim()).toBe(`Unknown option '--lod'. "npm run hint help" says what is possible.`);
    expect(code).toBe(1);
  });
});

describe('hint', () => {
  test('says a little more each time, for the task that is next, and remembers it', async () => {
    keepProgress({ 'kafka-producer': { check: { at: '', passed: 2, tasks: 6, open: 3 } } });
    expect((await type('hint 1')).text).toMatch(/task 3\. .*A nudge(?!.*The idea).*2 more/s);
    expect((await type('hint 1')).text).toMatch(/A nudge.*More.*1 more/s);
    expect((await type('hint 1')).text).toMatch(/A nudge.*More.*The idea.*npm run solution lesson-1/s);
  });

  test('is data for a tool', async () => {
    const { text } = await type('hint 1 2 json');
    expect(JSON.parse(text.replaceAll('\n', ''))).toMatchObject({
      lesson: 'kafka-producer',
      task: 2,
      shown: 1,
      left: 2,
    });
  });

  test('is given also where nothing can be written, and says so', async () => {
    const { code, text } = await type('hint 1', { limits: ['full-disk'] });
    expect(text).toContain('A nudge');
    expect(text.replaceAll('\n', '')).toMatch(
      /The next call will show the same hint again: .*no room left on the disk/,
    );
    expect(text).not.toMatch(/^\s+at /m);
    expect(code).toBe(0);
  });
});

test('flags that npm keeps for itself are honoured', async () => {
  const { text } = await inTerminal(npmRun('progress --json'), { env: { WORKBOOK_HOME: home } });
  expect(JSON.parse(text.replaceAll('\n', '')).lessons).not.toEqual([]);
});

describe('solution', () => {
  test('says that the check has not passed, compares, and changes nothing', async () => {
    const { starter } = copy.lessons[0] as Lesson;
    const before = readFileSync(starter);
    const { code, text } = await type('solution 1');
    expect(text).toContain('The check has not passed yet');
    expect(text).toMatch(/^- {2}throw new Todo\('task 1, toMessage'\);$/m);
    expect(text).toMatch(/^\+ {4}key: order\.customerId,$/m);
    expect(readFileSync(starter)).toEqual(before);
    expect(code).toBe(0);
  });

  test('says when it has passed', async () => {
    keepProgress({ 'kafka-producer': { solvedAt: '2026-01-02T12:00:00.000Z' } });
    expect((await type('solution 1')).text).toContain('The check has passed: you solved it on ');
  });
});

describe('progress', () => {
  test('is a table, and plain where colours are unwelcome', async () => {
    keepProgress({ 'kafka-producer': { solvedAt: '2026-01-02T12:00:00.000Z' } });
    const { code, text } = await type('progress', { env: { NO_COLOR: '1' } });
    expect(text).toMatch(/^1 of \d+ lessons solved/);
    expect(text).toMatch(/✔ solved +lesson-1 +kafka-producer/);
    expect(code).toBe(0);
  });

  test('that can not be understood is kept aside, and said to be', async () => {
    writeFileSync(path.join(home, 'progress.json'), '{"kafka-producer": {"solv');
    const { code, text } = await type('progress');
    expect(text.replaceAll('\n', '')).toMatch(/progress\.json can't be understood, so no lesson counts as solved\./);
    expect(code).toBe(0);
    await type('hint 1');
    const kept = readdirSync(path.join(home, 'kept')).map((name) => path.join(home, 'kept', name));
    expect(kept.map((file) => readFileSync(file, 'utf8'))).toEqual(['{"kafka-producer": {"solv']);
    expect((await type('progress')).text).not.toContain('understood');
  });

  test('is data for a tool, in one line', async () => {
    keepProgress({ 'kafka-producer': { solvedAt: '2026-01-02T12:00:00.000Z' } });
    const { text } = await type('progress json');
    const { lessons } = JSON.parse(text.replaceAll('\n', '')) as { lessons: object[] };
    expect(lessons[0]).toMatchObject({ lesson: 'kafka-producer', number: 1, state: 'solved' });
  });
});

test('a check without a word says so when there is nothing left to solve', async () => {
  const solvedAt = '2026-01-02T12:00:00.000Z';
  keepProgress({ 'kafka-producer': { solvedAt }, 'flink-map-filter': { solvedAt } });
  const { code, text } = await type('check');
  expect(text).toContain('Every lesson is solved.');
  expect(code).toBe(0);
});

describe('a state folder that can not be used ends a check with a sentence', () => {
  test('when the disk is full', async () => {
    const { code, text } = await type('check 1', { limits: ['full-disk'] });
    expect(text.replaceAll('\n', '')).toMatch(/could not be written: there is no room left on the disk\. Make room/);
    expect(text).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
    const left = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(left.map(({ name }) => name)).toEqual([]);
  });

  test('when it is read-only', async () => {
    const locked = path.join(home, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o555);
    const { code, text } = await type('check 1', { env: { WORKBOOK_HOME: locked }, limits: ['no-override'] });
    expect(text.replaceAll('\n', '')).toMatch(/locked\/\w+\/?\S* could not be made: this user may not do that\./);
    expect(text).not.toMatch(/^\s+at /m);
    expect(code).toBe(1);
    expect(readdirSync(locked)).toEqual([]);
  });
});

test('reset brings the starter back, and says where the own file is', async () => {
  const { starter, pristine } = copy.lessons[0] as Lesson;
  writeFileSync(starter, 'my own work\n');
  const { code, text } = await type('reset 1');
  expect(code).toBe(0);
  expect(text).toContain('Your file is kept as ');
  expect(readFileSync(starter)).toEqual(readFileSync(pristine));
  const kept = readdirSync(path.join(home, 'kept')).map((name) => path.join(home, 'kept', name));
  expect(kept.map((file) => readFileSync(file, 'utf8'))).toEqual(['my own work\n']);
  expect((await type('reset 1')).text).not.toContain('kept');
});
