/** What a check found out reaches the page whole and readable, and nothing of it is taken for anything but text. */
import path from 'node:path';
import type { Verdict } from '@workbook/checkpoints/standing';
import { expect, test } from 'vitest';
import { codeParts, hintBlocks } from '../src/client/lessons/hint-blocks.js';
import { verdictView } from '../src/server/lessons/verdict-view.js';

const repository = path.resolve(import.meta.dirname, '..', '..', '..');
const starter = path.join(repository, 'package.json');

function verdict(more: Partial<Verdict>): Verdict {
  return {
    lesson: 'windows',
    number: 5,
    target: 'starter',
    file: starter,
    seed: 1,
    passed: false,
    tasks: [],
    importsSolution: false,
    notes: [],
    printed: [],
    elapsedMs: 10,
    ...more,
  };
}

test('a mistake names its place from the workbook’s folder, with the lines around it', () => {
  const mistake = { id: 'x', message: 'No.', place: { file: starter, line: 2, column: 3 }, advice: 'Look.' };
  const [task] = verdictView(
    verdict({ tasks: [{ title: '1. A', state: 'failed', elapsedMs: 5, mistake }] }),
    repository,
  ).tasks;
  expect(task?.mistake).toMatchObject({ message: 'No.', where: 'package.json:2:3', advice: 'Look.' });
  expect(task?.mistake?.source?.find(({ marked }) => marked)?.text).toContain('kafka-flink-workbook');
});

test('while a check runs, the first task that was not tried is the one that runs', () => {
  const tasks = ['passed', 'not tried', 'not tried'].map((state, index) => ({
    title: `${index}`,
    state: state as 'passed' | 'not tried',
    elapsedMs: 0,
  }));
  const states = (live: boolean) => verdictView(verdict({ tasks }), repository, live).tasks.map(({ state }) => state);
  expect(states(true)).toEqual(['passed', 'running', 'not tried']);
  expect(states(false)).toEqual(['passed', 'not tried', 'not tried']);
});

test('a starter’s own Todo is no failure, and a text without end is cut', () => {
  const todo = { id: 'todo', message: 'Todo' };
  const view = verdictView(
    verdict({ tasks: [{ title: '1', state: 'failed', elapsedMs: 1, mistake: todo }], printed: ['x'.repeat(10_000)] }),
    repository,
  );
  expect(view.tasks[0]?.state).toBe('to do');
  expect(view.printed[0]?.length).toBeLessThan(4_100);
  expect(view.printed[0]).toContain('6000 more characters');
});

test('a hint is cut into paragraphs and code, and its tags stay text', () => {
  expect(hintBlocks('One `a`.\n\n```ts\nconst x = 1;\n\nx;\n```\nTwo <b>.')).toEqual([
    { code: false, text: 'One `a`.' },
    { code: true, text: 'const x = 1;\n\nx;' },
    { code: false, text: 'Two <b>.' },
  ]);
  expect(codeParts('One `a` and `b`.')).toEqual([
    { code: false, text: 'One ' },
    { code: true, text: 'a' },
    { code: false, text: ' and ' },
    { code: true, text: 'b' },
    { code: false, text: '.' },
  ]);
});
