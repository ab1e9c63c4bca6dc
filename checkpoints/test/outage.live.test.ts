/** Kafka dies under a check. Its own instance: other tests need theirs. */
import { rmSync } from 'node:fs';
import { down, freeInstance, kill, type Settings, up } from '@workbook/services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check } from '../dist/check.js';
import { findLesson } from '../dist/lessons.js';

const START_MS = 180_000;
let settings: Settings;

beforeAll(async () => {
  settings = await freeInstance(`${process.env.WORKBOOK_HOME}-outage`);
  await up(settings);
}, START_MS);

afterAll(async () => {
  await down(settings);
  rmSync(settings.home, { recursive: true, force: true });
}, START_MS);

test('is said, mended and repeated, and never called the learner’s mistake', { timeout: 2 * START_MS }, async () => {
  let killed: Promise<void> | undefined;
  const { verdict, tidy } = await check({
    settings,
    lesson: findLesson('1'),
    target: 'solution',
    onProgress: ({ tasks }) => {
      if (tasks[1]?.state === 'passed') killed ??= kill(settings, 'kafka', 'SIGKILL');
    },
  });
  await killed;
  await tidy;
  expect(killed).toBeDefined();
  expect(verdict.notes.join()).toContain('Kafka went away during the check');
  expect(verdict.passed).toBe(true);
});
