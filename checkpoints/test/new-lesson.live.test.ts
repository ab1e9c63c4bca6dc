/** What `npm run new-lesson` lays out works as it is: its check grades it, and its notebook runs. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '@workbook/services';
import { afterAll, expect, test, vi } from 'vitest';
import { executeNotebooks, TIMEOUT_MS } from '../../notebooks/test/execute.js';
import { gateCases, judge, takeStarter } from '../dist/gate/gate.js';
import { check } from '../dist/grading/check.js';
import { REPOSITORY } from '../dist/lessons/lessons.js';
import { createLesson } from '../dist/lessons/new-lesson.js';
import { copyLessons } from './lessons-copy.js';

const copy = copyLessons();
const lesson = createLesson(98, 'flink-joins', copy.folder, path.join(copy.folder, 'gate'));
afterAll(() => {
  vi.unstubAllEnvs();
  copy.remove();
});

test.concurrent.each(gateCases(lesson))('its gate judges fairly: $name', async (gateCase) => {
  expect(await judge(readSettings(), lesson, gateCase)).toBeUndefined();
});

test('its gate has an example of each kind', () => {
  expect(gateCases(lesson).map(({ name, expected }) => [name, expected?.task])).toEqual([
    ['the untouched starter', 1],
    ['the solution', undefined],
    ['right: another-way', undefined],
    ['wrong: key-forgotten', 2],
    ['wrong: not-converted', 3],
  ]);
});

test('each task of the starter says what is to be done, and where', async () => {
  appendFileSync(lesson.starter, '// Begun, and nothing written yet.\n');
  const { verdict, tidy } = await check({ settings: readSettings(), lesson, target: 'starter' });
  await tidy;
  const { starter: file } = lesson;
  expect(verdict.tasks.map(({ mistake }) => mistake)).toMatchObject([
    { id: 'todo', message: 'Still to do: task 1, convert', place: { file } },
    { id: 'todo', message: 'Still to do: task 2, sendReadings', place: { file } },
    { id: 'todo', message: 'Still to do: task 3, the job', place: { file } },
  ]);
});

test('its author keeps a starter only as long as nothing in it is solved', async () => {
  const { starter, pristine } = lesson;
  const before = readFileSync(pristine, 'utf8');
  const begun = readFileSync(starter, 'utf8');
  writeFileSync(
    starter,
    begun.replace("throw new Todo('task 1, convert')", 'return { ...reading, fahrenheit: reading.celsius * 1.8 + 32 }'),
  );
  expect(await takeStarter(readSettings(), lesson)).toMatch(/^should fail task 1 as todo, but failed task 2 with todo/);
  expect(readFileSync(pristine, 'utf8')).toBe(before);
  const sending = /const producer.*?\n {2}}\n/s.exec(readFileSync(lesson.solution, 'utf8'))?.[0] ?? '';
  writeFileSync(starter, begun.replace("throw new Todo('task 2, sendReadings');", sending));
  expect(await takeStarter(readSettings(), lesson)).toMatch(
    /^should fail every task as todo, but "2\. Readings in a topic" passed/,
  );
  expect(readFileSync(pristine, 'utf8')).toBe(before);
  writeFileSync(starter, begun);
  expect(await takeStarter(readSettings(), lesson)).toBeUndefined();
  expect(readFileSync(pristine, 'utf8')).toBe(begun);
});

test('its notebook runs from top to bottom', { timeout: TIMEOUT_MS }, async () => {
  vi.stubEnv('WORKBOOK_LESSONS', copy.folder);
  const notebook = path.relative(REPOSITORY, path.join(lesson.folder, 'lesson.ipynb'));
  const [execution] = await executeNotebooks([notebook]);
  expect(execution?.failure).toBeNull();
  expect(JSON.stringify(execution?.cells)).toContain('\\"fahrenheit\\":212');
});
