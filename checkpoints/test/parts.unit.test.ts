import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { exportedNames } from '../src/grading/type-check.js';
import type { Mistake, TaskState, Verdict } from '../src/grading/verdict.js';
import { adviceFor, equal, mistakeOf, TaskMistake, thrownMistake } from '../src/harness/mistakes.js';
import { Random } from '../src/harness/random.js';
import { findLesson, type Lesson } from '../src/lessons/lessons.js';
import { frameAround } from '../src/report/code-frame.js';
import { Report } from '../src/report/report.js';
import { verdictHtml } from '../src/report/report-html.js';
import { manyLines } from '../src/report/report-many.js';

const lesson = (number: number, slug: string) =>
  ({ number, slug, name: `${String(number).padStart(2, '0')}-${slug}` }) as Lesson;

describe('naming a lesson', () => {
  const lessons = [lesson(1, 'kafka-producer'), lesson(4, 'flink-map-filter'), lesson(14, 'flink-state')];

  test.each([
    '1',
    '01',
    'lesson-1',
    'lesson-01',
    'lesson1',
    'kafka-producer',
    '01-kafka-producer',
    'Lesson-1',
    'lessons/01-kafka-producer/',
    'lessons/01-kafka-producer/starter.ts',
    '/home/me/my lessons/workbook/lessons/01-kafka-producer/order.ts',
  ])('%s is the first', (typed) => {
    expect(findLesson(typed, lessons).slug).toBe('kafka-producer');
  });

  test('4 is not 14', () => expect(findLesson('4', lessons).number).toBe(4));
  test('a typo is answered with the nearest name', () => {
    expect(() => findLesson('kafka-prodcer', lessons)).toThrow('Did you mean lesson-1 (kafka-producer)?');
  });
  test.each(['9', 'foo'])('%s, which is near to nothing, is answered with what there is', (typed) => {
    expect(() => findLesson(typed, lessons, ['all'])).toThrow('lesson-14 (flink-state)');
  });
});

test('the same seed draws the same fixtures, another draws others', () => {
  const draw = (seed: number) => Array.from({ length: 20 }, () => new Random(seed).int(0, 1_000_000));
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('exports are found: functions, constants, classes and the default', () => {
  const source =
    'export async function a() {}\nexport const b = 1;\nexport class C {}\nexport type D = 1;\nexport default a;';
  expect(exportedNames(source)).toEqual(['a', 'b', 'C', 'default']);
});

describe('what went wrong in a task', () => {
  const file = '/lesson/starter.ts';
  const thrown = (error: Error, stack: string) => Object.assign(error, { stack });

  test('a throw of the code under check is told with its innermost own line', () => {
    const error = thrown(
      new TypeError('no'),
      `TypeError: no\n at x (/other.ts:1:1)\n at f (${file}:3:7)\n at ${file}:9:1`,
    );
    expect(thrownMistake(error, file)).toMatchObject({ id: 'threw', place: { file, line: 3, column: 7 } });
  });

  test('an error that stands for several says what each of them is', () => {
    const error = Object.assign(new Error('Topic creation errors'), {
      name: 'KafkaJSAggregateError',
      errors: [new Error('Configuration is invalid'), new Error('Configuration is invalid')],
    });
    expect(thrownMistake(error, file).message).toBe(
      'Your code threw KafkaJSAggregateError: Topic creation errors (Configuration is invalid)',
    );
  });

  test('a text and the number that it looks like are told apart', () => {
    const mistake = (got: unknown, expected: unknown) => {
      try {
        equal(got, expected, 'no-key', 'm');
      } catch (error) {
        return mistakeOf(error, file);
      }
      return undefined;
    };
    expect(mistake(7, '7')).toMatchObject({ expected: "'7'", got: '7' });
    expect(mistake('8', '7')).toMatchObject({ expected: '7', got: '8' });
  });

  test("what goes wrong around the learner's code is not called the learner's", () => {
    expect(mistakeOf(new Error('boom'), file).id).toBe('checkpoint');
  });

  test("a task's own verdict stays as it is", () => {
    expect(mistakeOf(new TaskMistake({ id: 'no-key', message: 'm' }), file).id).toBe('no-key');
  });

  test('process.exit is named', () => {
    expect(thrownMistake(new Error('process.exit unexpectedly called with "3"'), file).id).toBe('process-exit');
  });

  test("a lesson's advice comes before the general one", () => {
    expect(adviceFor('todo', { todo: 'mine' })).toBe('mine');
    expect(adviceFor('threw', {})).toMatch(/marked line/);
  });
});

describe('a verdict', () => {
  const verdictOf = (...states: TaskState[]): Verdict => ({
    lesson: 'kafka-producer',
    number: 1,
    target: 'starter',
    file: '/x/starter.ts',
    savedAt: '2026-11-30T15:04:05.000Z',
    seed: 1,
    passed: states.every((state) => state === 'passed'),
    tasks: states.map((state) => ({ title: 't', state, elapsedMs: 1 })),
    importsSolution: false,
    notes: [],
    printed: [],
    elapsedMs: 1_000,
  });

  test('counts one task as one', () => {
    expect(verdictHtml(verdictOf('passed'))).toContain('The only task passed in 1.0 s.');
    expect(verdictHtml(verdictOf('passed', 'passed'))).toContain('All 2 tasks passed in 1.0 s.');
    expect(verdictHtml(verdictOf('failed'))).toContain('0 of 1 task passed in 1.0 s.');
    const lines = manyLines([verdictOf('failed'), verdictOf('passed', 'passed')], (_, text) => text);
    expect(lines).toEqual([
      '1 of 2 lessons passed',
      '  ✘ open    lesson-1  kafka-producer  0 of 1 task',
      '  ✔ passed  lesson-1  kafka-producer  2 of 2 tasks',
    ]);
  });

  describe('explains the first task that failed, and says the essence of the others', () => {
    const failing = (...mistakes: (Mistake | undefined)[]): Verdict => ({
      ...verdictOf(),
      passed: false,
      tasks: mistakes.map((mistake, index) => ({
        title: `${index + 1}. T`,
        state: mistake ? 'failed' : 'passed',
        elapsedMs: 1,
        mistake,
      })),
    });
    const place = { file: '/x/starter.ts', line: 12 };
    const first = { id: 'no-key', message: 'It has no key.', advice: 'Set key.' };
    const verdict = failing(
      first,
      { id: 'acks', message: 'Two replicas were asked.', expected: '-1', got: '1', place, advice: 'Set acks.' },
      undefined,
      { id: 'threw', message: `Your code threw:\n${'at x\n'.repeat(50)}` },
      { ...first },
      { id: 'todo', message: 'Still task 6', advice: 'Write it.' },
    );

    function printed(of: Verdict): string {
      const texts: string[] = [];
      new Report({ write: (text: string) => texts.push(text) }, (_, text) => text).end(of, '');
      return texts.join('');
    }

    test('in a terminal', () => {
      expect(printed(verdict)).toContain(
        [
          '✘ 1. T\n  It has no key.\n\n  Hint: Set key.',
          '',
          '✘ 2. T\n    Two replicas were asked. Expected -1, got 1. (line 12)',
          '✘ 4. T\n    Your code threw: …',
          '✘ 5. T\n    The same as in task 1.',
          '',
          '  All about one of these, and a hint: npm run hint lesson-1 2\n',
        ].join('\n'),
      );
    });

    test('in a notebook', () => {
      const html = verdictHtml(verdict);
      expect(html).toContain('<b>2. T</b><br>Two replicas were asked. Expected -1, got 1. (line 12)</p>');
      expect(html).toContain('<code>npm run hint lesson-1 2</code>');
    });

    test('and names no command where there is none, or nothing to add', () => {
      expect(printed({ ...verdict, target: 'solution' })).not.toContain('npm run hint');
      expect(printed(failing(first, undefined))).not.toContain('All about one of these');
    });
  });

  test('names the time of the file on a clock of 24 hours', () => {
    const hours = new Date('2026-11-30T15:04:05.000Z').getHours();
    expect(verdictHtml(verdictOf('passed'))).toContain(`, saved at ${String(hours).padStart(2, '0')}:`);
    expect(verdictHtml(verdictOf('passed'))).toMatch(/saved at \d\d:\d\d:05</);
  });
});

test("nothing of the learner's becomes HTML in a notebook", () => {
  const verdict: Verdict = {
    lesson: 'kafka-producer',
    number: 1,
    target: 'starter',
    file: '/x/<b>.ts',
    seed: 1,
    passed: false,
    tasks: [
      {
        title: 't',
        state: 'failed',
        elapsedMs: 1,
        mistake: { id: 'h', message: '<script>', expected: '<i>', got: '"&', advice: '<u>' },
      },
    ],
    importsSolution: false,
    notes: ['<em>'],
    printed: ['<img>'],
    elapsedMs: 1,
  };
  expect(verdictHtml(verdict)).not.toMatch(/<(script|i|u|em|img)>|<b>\.ts/);
});

test('the lines around a place show it, also far on in a long line', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'workbook-frame-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'starter.ts');
  writeFileSync(file, `const short = 1;\n${' '.repeat(200)}HERE${'b'.repeat(100)}\n`);
  const frame = frameAround({ file, line: 2, column: 201 })?.find(({ marked }) => marked);
  expect(frame?.text.slice(frame.mark)).toMatch(/^HERE/);
  expect(frame?.text.length).toBe(120);
});
