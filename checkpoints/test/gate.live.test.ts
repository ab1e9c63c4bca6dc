/** The gate is part of the suite: a lesson that judges wrongly does not get through. */
import { readSettings } from '@workbook/services';
import { describe, expect, test } from 'vitest';
import { gaps, gateCases, judge } from '../dist/gate/gate.js';
import { listLessons } from '../dist/lessons/lessons.js';

describe.each(listLessons())('$name', (lesson) => {
  test('has all that a lesson needs', () => expect(gaps(lesson)).toEqual([]));

  test.concurrent.each(gateCases(lesson))('$name', async (gateCase) => {
    expect(await judge(readSettings(), lesson, gateCase)).toBeUndefined();
  });
});
