/** Kafka dies under a check, or is stopped. */
import { down, kill, type Settings, status } from '@workbook/services';
import { expect, test } from 'vitest';
import { check } from '../dist/grading/check.js';
import { findLesson } from '../dist/lessons/lessons.js';
import { handIn, settings, useFolder } from './hand-in.js';

useFolder();

test('is said, mended and repeated, and never called the learner’s mistake', async () => {
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

test('that somebody wanted ends the check, and nothing is started again', async () => {
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
