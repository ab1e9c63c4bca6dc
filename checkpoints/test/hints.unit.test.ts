/** Hints help a little, then more; each lesson's stand in its hints.md, and fit its tasks. */

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Mistake, Verdict } from '../src/grading/verdict.js';
import { hintGaps, parseHints, taskTitles } from '../src/lessons/hints.js';
import { findLesson, listLessons } from '../src/lessons/lessons.js';
import { keepVerdict } from '../src/progress/last-verdict.js';
import { hintPanel, nextHint, withLastMistake } from '../src/report/hint-steps.js';
import { wrapMarkdown } from '../src/report/wrap.js';

test.each(listLessons())('$name has three hints for each of its tasks', (lesson) =>
  expect(hintGaps(lesson)).toEqual([]),
);

describe('the steps of a task', () => {
  const lesson = findLesson('1');
  const plain = (_: unknown, text: string) => text;

  test('begin at the first task that has not passed', () => {
    expect(nextHint(lesson, { check: { at: '', passed: 2, tasks: 6, open: 3 } })).toMatchObject({
      task: 3,
      shown: 1,
      left: 2,
    });
    expect(nextHint(lesson, {})).toMatchObject({ task: 1, title: '1. An order becomes a record' });
  });

  test('come one after the other, with those that were read before, and end at the solution', () => {
    const second = nextHint(lesson, { hints: { 1: 1 } });
    expect(second.hints).toHaveLength(2);
    const last = nextHint(lesson, { hints: { 1: 3 } });
    expect(last).toMatchObject({ shown: 3, left: 0 });
    expect(hintPanel(last, plain).join('\n')).toMatch(/A nudge.*More.*The idea.*npm run solution lesson-1/s);
  });

  describe('begin with what the last check found', () => {
    const shown = (mistake: Mistake, changes: Partial<Verdict> = {}) => {
      const home = mkdtempSync(path.join(tmpdir(), 'workbook-hints-'));
      onTestFinished(() => rmSync(home, { recursive: true }));
      const tasks: Verdict['tasks'] = [
        { title: '1. T', state: 'passed', elapsedMs: 1 },
        { title: '2. T', state: 'failed', elapsedMs: 1, mistake },
      ];
      const savedAt = statSync(lesson.starter).mtime.toISOString();
      const verdict = { lesson: lesson.slug, number: 1, target: 'starter', file: lesson.starter, savedAt, seed: 1 };
      const found = { passed: false, tasks, importsSolution: false, notes: [], printed: [], elapsedMs: 1, ...changes };
      keepVerdict(home, { ...verdict, ...found } as Verdict, new Date());
      const panel = (task: number) => hintPanel(withLastMistake(nextHint(lesson, {}, task), lesson, home), plain);
      return { first: panel(1).join('\n'), second: panel(2).join('\n') };
    };
    const known = { id: 'acks', message: 'Two were asked.', expected: '-1', got: '1', advice: 'Set acks.' };

    test('for the task that it is about', () => {
      const { first, second } = shown(known);
      expect(second).toMatch(/^Lesson 1, task 2\..*The last check found:\n {2}Two were asked\..*Set acks\..*A nudge/s);
      expect(first).not.toContain('The last check');
    });

    test('for every task, if none could be tried', () => {
      const mistake = { id: 'type-error', message: 'Type!', advice: 'Look.' };
      expect(shown(known, { mistake }).first).toMatch(/The last check found:\n {2}Type!/);
    });

    test('and say that the file has changed', () => {
      expect(shown(known, { savedAt: '2026-01-01T00:00:00.000Z' }).second).toContain(
        'The last check found (your file has changed since):',
      );
    });

    test('which has other lines by now', () => {
      const placed = { ...known, place: { file: lesson.starter, line: 2 } };
      expect(shown(placed).second).toContain('starter.ts:2');
      expect(shown(placed, { savedAt: '2026-01-01T00:00:00.000Z' }).second).not.toContain('starter.ts');
    });

    test('but not with what is only still to do', () => {
      expect(shown({ ...known, id: 'todo' }).second).not.toContain('The last check');
    });
  });

  test('a task that does not exist is answered with those that do', () => {
    expect(() => nextHint(lesson, {}, 9)).toThrow('no task 9. Its tasks are 1 to 6.');
  });
});

test('a heading inside a code block is code', () => {
  const [task] = parseHints('## 1. T\n### A nudge\n```sh\n## no heading\n```\n### More\nb\n### The idea\nc\n');
  expect(task?.steps).toEqual(['```sh\n## no heading\n```', 'b', 'c']);
});

test('titles of tasks are found as the check prints them', () => {
  const source = `task('1. One', {}, f);\ntask(\n  "2. The job's",\n  {},\n);\ntask('3. It\\'s', {}, f);`;
  expect(taskTitles(source)).toEqual(['1. One', "2. The job's", "3. It's"]);
});

test('text is broken between words, code is not broken at all', () => {
  const markdown = '- one two three\n\n```ts\nconst long = 1 + 2 + 3;\n```';
  expect(wrapMarkdown(markdown, 10)).toEqual(['- one two', '  three', '', '  const long = 1 + 2 + 3;']);
});
