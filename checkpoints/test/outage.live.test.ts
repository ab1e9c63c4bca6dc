/** Kafka dies under a check, or is stopped. Its own instance: other tests need theirs. */
import { rmSync } from 'node:fs';
import { down, freeInstance, kill, type Settings, status, up } from '@workbook/services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { check } from '../dist/check.js';
import { findLesson } from '../dist/lessons.js';
import { handIn, useFolder } from './hand-in.js';

const START_MS = 180_000;
let settings: Settings;
useFolder();

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

test('that somebody wanted ends the check, and nothing is started again', { timeout: START_MS }, async () => {
  const file = handIn(`import { once } from 'node:events';
import { connect } from 'node:net';
export async function sendOrder(): Promise<void> {
  await once(connect(${port(settings)}, '127.0.0.1'), 'close');
  throw new Error('Kafka hung up.');
}`);
  let stopped: Promise<void> | undefined;
  const checked = check({
    settings,
    lesson: findLesson('1'),
    target: 'file',
    file,
    onProgress: ({ tasks }) => {
      if (tasks[1]?.state === 'passed') stopped ??= down(settings);
    },
  });
  await expect(checked).rejects.toThrow(/Kafka: stopped during the check, which has no verdict\. .*check lesson-1/);
  await stopped;
  expect((await status(settings)).map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped']);
});

const port = ({ kafka }: Settings) => kafka.bootstrapServers[0]?.split(':')[1];
