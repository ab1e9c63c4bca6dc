/** A learner who comes back finds what was done, whatever happened in between. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TaskState, Verdict } from '../src/grading/verdict.js';
import type { Lesson } from '../src/lessons/lessons.js';
import { readLastVerdict } from '../src/progress/last-verdict.js';
import { nextUnsolved, readProgress, recordCheck, recordHints } from '../src/progress/progress.js';
import { lessonStates, progressTable } from '../src/report/progress-table.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'workbook-progress-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function verdict(lesson: string, states: TaskState[], more: Partial<Verdict> = {}): Verdict {
  return {
    lesson,
    number: 1,
    target: 'starter',
    file: '',
    seed: 1,
    passed: states.every((state) => state === 'passed'),
    tasks: states.map((state) => ({ title: '', state, elapsedMs: 1 })),
    importsSolution: false,
    notes: [],
    printed: [],
    elapsedMs: 1,
    ...more,
  };
}

const FIRST_DAY = new Date(0);
const LATER = new Date(1e12);

test('a solved lesson stays solved since its first day, also when a later check fails', () => {
  recordCheck(home, verdict('kafka-producer', ['passed', 'passed']), FIRST_DAY);
  recordCheck(home, verdict('kafka-producer', ['passed', 'failed']), LATER);
  expect(readProgress(home)['kafka-producer']).toEqual({
    solvedAt: FIRST_DAY.toISOString(),
    check: { at: LATER.toISOString(), passed: 1, tasks: 2, open: 2 },
  });
});

test.each([
  ['the solution was graded', { target: 'solution' }],
  ['the file imports the solution', { importsSolution: true }],
] as const)('nothing counts as solved when %s', (_, more) => {
  recordCheck(home, verdict('kafka-producer', ['passed'], more));
  expect(readProgress(home)['kafka-producer']?.solvedAt).toBeUndefined();
});

test('a file that could not be graded does not wipe out what an earlier check found', () => {
  recordCheck(home, verdict('kafka-producer', ['passed', 'failed']));
  recordCheck(home, verdict('kafka-producer', []));
  expect(readProgress(home)['kafka-producer']?.check).toMatchObject({ passed: 1, tasks: 2 });
});

test('what a newer version of the workbook wrote is kept', () => {
  const file = path.join(home, 'progress.json');
  writeFileSync(file, JSON.stringify({ 'later-lesson': { stars: 3 }, odd: 7 }));
  recordHints(home, 'kafka-producer', 2, 1);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
    'later-lesson': { stars: 3 },
    odd: 7,
    'kafka-producer': { hints: { 2: 1 } },
  });
});

test('a damaged file is no reason to fail', () => {
  writeFileSync(path.join(home, 'progress.json'), '{');
  expect(readProgress(home)).toEqual({});
  recordHints(home, 'kafka-producer', 1, 1);
  expect(readProgress(home)).toEqual({ 'kafka-producer': { hints: { 1: 1 } } });
});

test('commands that record at the same time lose nothing of each other', async () => {
  const record = `
    const { recordHints } = await import('../dist/progress/progress.js');
    for (let task = 1; task <= 50; task++) recordHints(process.argv[1], process.argv[2], task, 1);`;
  const children = ['a', 'b', 'c'].map((slug) =>
    spawn(process.execPath, ['--input-type=module', '-e', record, home, slug], {
      cwd: import.meta.dirname,
      stdio: 'inherit',
    }),
  );
  await Promise.all(children.map((child) => once(child, 'close')));
  const counts = Object.values(readProgress(home)).map(({ hints }) => Object.keys(hints ?? {}).length);
  expect(counts).toEqual([50, 50, 50]);
});

test.each([
  ['before it had written its process id', '', new Date(0)],
  ['just now', String(spawnSync(process.execPath, ['--eval', '']).pid), new Date()],
  ['whose process id belongs to somebody else by now', String(process.pid), new Date(0)],
])('a lock that a killed command left holds nobody up: %s', (_, owner, at) => {
  const lock = path.join(home, 'progress.json.lock');
  writeFileSync(lock, owner);
  utimesSync(lock, at, at);
  recordHints(home, 'kafka-producer', 1, 1);
  expect(readProgress(home)).toHaveProperty('kafka-producer');
});

describe('the table', () => {
  const lessons = [1, 4, 5].map((number) => ({ number, slug: `lesson-about-${number}` }) as Lesson);
  const progress = {
    'lesson-about-1': { solvedAt: '2026-01-02T03:04:05Z', check: { at: '2026-01-02T03:04:05Z', passed: 6, tasks: 6 } },
    'lesson-about-4': { check: { at: '2026-01-02T03:04:05Z', passed: 2, tasks: 7, open: 3 } },
    'renamed-since': { solvedAt: '2026-01-02T03:04:05Z' },
  };

  test('says in words what is solved, what is begun, and what comes next', () => {
    const table = progressTable(lessonStates(lessons, progress), (_, text) => text).join('\n');
    expect(table).toMatch(/^1 of 3 lessons solved/);
    expect(table).toMatch(/✔ solved +lesson-1 .*6 of 6/);
    expect(table).toMatch(/◐ begun +lesson-4 .*2 of 7/);
    expect(table).toMatch(/· not begun +lesson-5/);
    expect(table).toMatch(/Next: lesson 4/);
  });

  test('leaves out its last columns in a narrow terminal', () => {
    const rows = lessonStates(lessons, progress);
    const table = progressTable(rows, (_, text) => text, 60);
    expect(table.filter((line) => line.length > 60)).toEqual([]);
    expect(table.join('\n')).toMatch(/✔ solved +lesson-1 .*6 of 6/);
  });

  test('and so does the check without a word', () => {
    expect(nextUnsolved(progress, lessons)?.number).toBe(4);
  });
});

test('the last verdict of a lesson stays readable, also one where nothing could be graded', () => {
  recordCheck(home, verdict('windows', ['passed', 'failed']), FIRST_DAY);
  const mistake = { id: 'compile', message: 'It does not compile.', place: { file: '/a.ts', line: 3 } };
  recordCheck(home, verdict('windows', [], { mistake }), LATER);
  expect(readLastVerdict(home, 'windows')).toEqual({
    at: LATER.toISOString(),
    verdict: expect.objectContaining({ tasks: [], mistake }),
  });
  recordCheck(home, verdict('windows', ['passed'], { target: 'solution' }));
  expect(readLastVerdict(home, 'windows')?.verdict.target).toBe('starter');
  writeFileSync(path.join(home, 'verdicts', 'windows.json'), '{"at":');
  expect(readLastVerdict(home, 'windows')).toBeUndefined();
});
