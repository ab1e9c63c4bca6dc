/** An author begins with a lesson that works, and is told what is still missing. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings } from '@workbook/services';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gaps } from '../dist/gate/gate.js';
import { check } from '../dist/grading/check.js';
import { hintGaps } from '../dist/lessons/hints.js';
import type { Lesson } from '../dist/lessons/lessons.js';
import { createLesson, isStarterChanged, keepStarter, readTitle } from '../dist/lessons/new-lesson.js';
import { copyLessons, keepPureTask, type LessonsCopy } from './lessons-copy.js';

const GRADING_MS = 120_000;
let copy: LessonsCopy;
let home: string;
let lesson: Lesson;

beforeAll(() => {
  copy = copyLessons(1);
  home = mkdtempSync(path.join(tmpdir(), 'workbook-new-lesson-'));
  lesson = createLesson(7, 'flink-joins', copy.folder, path.join(copy.folder, 'gate'));
});
afterAll(() => {
  copy.remove();
  rmSync(home, { recursive: true, force: true });
});

test('it has everything but enough right and wrong solutions', () => {
  expect(gaps(lesson)).toEqual([
    '2 wrong solutions, at least 5 are needed',
    '1 other right solutions, at least 2 are needed',
  ]);
  expect(hintGaps(lesson)).toEqual([]);
  expect(readFileSync(lesson.starter)).toEqual(readFileSync(lesson.pristine));
});

test('its texts name it', () => {
  const texts = ['hints.md', 'lesson.ipynb'].map((file) => readFileSync(path.join(lesson.folder, file), 'utf8'));
  expect(texts.join('')).not.toContain('{{');
  expect(JSON.parse(texts[1] ?? '').cells[0].source).toMatch(/^# Lesson 7: flink joins\n\n\*\*Goal\.\*\* /);
});

test('its notebook says how to see what its last cell takes down', () => {
  const { cells } = JSON.parse(readFileSync(path.join(lesson.folder, 'lesson.ipynb'), 'utf8'));
  const look = cells.find(({ source }: { source: string }) => /^## Look at it$/m.test(source));
  expect(look.source).toContain('Click into this cell, choose *Run → Run All Above Selected Cell*, and look now');
});

test('the starter that learners begin with is the one that its author keeps', () => {
  expect(isStarterChanged(lesson)).toBe(false);
  appendFileSync(lesson.starter, '// What the author has added.\n');
  expect(isStarterChanged(lesson)).toBe(true);
  keepStarter(lesson);
  expect(isStarterChanged(lesson)).toBe(false);
  expect(readFileSync(lesson.pristine, 'utf8')).toContain('// What the author has added.\n');
});

test('a check of it that is stopped leaves nothing, though no service runs', { timeout: GRADING_MS }, async () => {
  const stop = new AbortController();
  const onProgress = () => stop.abort();
  const settings = { ...readSettings(), home };
  keepPureTask(lesson);
  await expect(check({ settings, lesson, target: 'solution', onProgress, signal: stop.signal })).rejects.toThrow();
  expect(readdirSync(path.join(home, 'checks'))).toEqual([]);
});

test('what is there already is never written over', () => {
  const work = path.join(lesson.folder, 'solution.ts');
  writeFileSync(work, 'weeks of work\n');
  expect(() => createLesson(7, 'flink-joins', copy.folder, path.join(copy.folder, 'gate'))).toThrow('is there already');
  expect(readFileSync(work, 'utf8')).toBe('weeks of work\n');
});

test('nor the right and wrong solutions of a lesson whose folder is gone', () => {
  const gates = path.join(copy.folder, 'gate');
  const work = path.join(gates, '09-flink-sql', 'wrong', 'no-key.ts');
  mkdirSync(path.dirname(work), { recursive: true });
  writeFileSync(work, 'weeks of work\n');
  expect(() => createLesson(9, 'flink-sql', copy.folder, gates)).toThrow('is there already');
  expect(readFileSync(work, 'utf8')).toBe('weeks of work\n');
  expect(existsSync(path.join(copy.folder, '09-flink-sql'))).toBe(false);
});

test('nothing is left of a lesson that could not be written', () => {
  const file = path.join(copy.folder, 'a-file');
  writeFileSync(file, '');
  expect(() => createLesson(8, 'flink-state', copy.folder, file)).toThrow();
  expect(existsSync(path.join(copy.folder, '08-flink-state'))).toBe(false);
});

describe('its name', () => {
  const lessons = [{ number: 4, slug: 'flink-map-filter' } as Lesson];
  test.each([
    [['flink-joins'], { number: 5, slug: 'flink-joins' }],
    [['7', 'flink-joins'], { number: 7, slug: 'flink-joins' }],
    [['07-flink-joins'], { number: 7, slug: 'flink-joins' }],
  ])('can be %j', (words, expected) => expect(readTitle(words, lessons)).toEqual(expected));

  test.each([
    [['Flink Joins'], 'is no name for a lesson'],
    [['../outside'], 'is no name for a lesson'],
    [['4', 'flink-joins'], 'There is a lesson 4 already, flink-map-filter.'],
    [['flink-map-filter'], 'There is a lesson 4 already, flink-map-filter.'],
  ])('can not be %j', (words, sentence) => expect(() => readTitle(words, lessons)).toThrow(sentence));
});
