import { describe, expect, test } from 'vitest';
import { exportedNames } from '../src/grading/type-check.js';
import type { TaskState, Verdict } from '../src/grading/verdict.js';
import { adviceFor, equal, mistakeOf, TaskMistake, thrownMistake } from '../src/harness/mistakes.js';
import { Random } from '../src/harness/random.js';
import { findLesson, type Lesson } from '../src/lessons/lessons.js';
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
    expect(thrownMistake(error, file)).toMatchObject({ hint: 'threw', place: { file, line: 3, column: 7 } });
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
    expect(mistakeOf(new Error('boom'), file).hint).toBe('checkpoint');
  });

  test("a task's own verdict stays as it is", () => {
    expect(mistakeOf(new TaskMistake({ hint: 'no-key', message: 'm' }), file).hint).toBe('no-key');
  });

  test('process.exit is named', () => {
    expect(thrownMistake(new Error('process.exit unexpectedly called with "3"'), file).hint).toBe('process-exit');
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
        mistake: { hint: 'h', message: '<script>', expected: '<i>', got: '"&', advice: '<u>' },
      },
    ],
    importsSolution: false,
    notes: ['<em>'],
    printed: ['<img>'],
    elapsedMs: 1,
  };
  expect(verdictHtml(verdict)).not.toMatch(/<(script|i|u|em|img)>|<b>\.ts/);
});
