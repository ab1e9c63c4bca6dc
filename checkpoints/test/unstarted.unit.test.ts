/** The first check of all: nothing is written yet, and nothing needs to run for saying so. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freeInstance, type Settings, status } from '@workbook/services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check } from '../dist/grading/check.js';
import { whyUnstarted } from '../dist/grading/graded-file.js';
import { listLessons, REPOSITORY } from '../dist/lessons/lessons.js';
import { copyLessons, type LessonsCopy } from './lessons-copy.js';

const PATIENCE_MS = 120_000;
let copy: LessonsCopy;
let settings: Settings;

beforeAll(async () => {
  copy = copyLessons(1);
  settings = await freeInstance(mkdtempSync(path.join(tmpdir(), 'workbook-unstarted-')));
});

afterAll(() => {
  copy.remove();
  rmSync(settings.home, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

function firstLesson() {
  const [lesson] = copy.lessons;
  if (!lesson) throw new Error('Lesson 1 was not copied.');
  return lesson;
}

test('a check of an untouched starter says what is to do, and starts no services', {
  timeout: PATIENCE_MS,
}, async () => {
  const { verdict, tidy } = await check({ settings, lesson: firstLesson(), target: 'starter' });
  await tidy;
  expect(verdict.passed).toBe(false);
  expect(verdict.notes).toEqual([]);
  expect(verdict.mistake).toMatchObject({ id: 'todo', place: { file: firstLesson().starter } });
  const running = (await status(settings)).filter(({ state }) => state === 'running');
  expect(running).toEqual([]);
});

test('a starter in which something is written is tried', () => {
  expect(whyUnstarted(firstLesson())).toMatchObject({ id: 'todo' });
  appendFileSync(firstLesson().starter, '\n// mine\n');
  expect(whyUnstarted(firstLesson())).toBeUndefined();
});

/** What git has, as a learner's own starter may differ. */
test.skipIf(!existsSync(path.join(REPOSITORY, '.git'))).each(listLessons())(
  'the starter of $name is the one that reset brings back',
  ({ starter, pristine }) => {
    const committed = (file: string) => {
      const name = path.relative(REPOSITORY, file).split(path.sep).join('/');
      const words = ['-c', 'safe.directory=*', 'rev-parse', `HEAD:${name}`];
      return execFileSync('git', words, { cwd: REPOSITORY, encoding: 'utf8' });
    };
    expect(committed(starter)).toBe(committed(pristine));
  },
);
