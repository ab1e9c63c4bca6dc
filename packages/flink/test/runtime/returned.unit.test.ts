/** What functions return that give their records to a collector. */
import { describe, expect, test, vi } from 'vitest';
import { collecting } from '../../src/runtime/functions/life-cycle.js';

describe('a record that is returned instead of collected', () => {
  test.each([
    [
      'a list',
      [{ id: 1 }],
      'flatMap returned [{"id":1}], which would be lost',
      'for (const one of list) out.collect(one)',
    ],
    ['an object', { id: 1 }, 'flatMap returned {"id":1}, which would be lost', 'Write out.collect(record)'],
    ['an object without a prototype', Object.create(null), 'would be lost', 'Write out.collect(record)'],
    ['a promise', Promise.resolve(1), 'is a promise', 'Async I/O'],
  ])('is refused: %s', (_, result, what, remedy) => {
    expect(() => collecting('flatMap')(result)).toThrow(what);
    expect(() => collecting('flatMap')(result)).toThrow(remedy);
  });

  test.each([
    ['nothing', undefined],
    ['what is left of a condition', false],
    ['what is left of a condition about a text', ''],
    ['a list of nothings', [undefined, undefined]],
    ['what a Map returns of its own', new Map([[1, 2]])],
  ])('is none: %s', (_, result) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    expect(() => collecting('flatMap')(result)).not.toThrow();
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  test('is warned of once, where it may be a condition that was met', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const collected = collecting('processElement()');
    for (const value of ['ada', 7]) collected(value);
    expect(warn.mock.calls).toEqual([
      ['processElement() returned "ada", which nobody gets: what goes on is what out.collect(…) is given'],
    ]);
    warn.mockRestore();
  });
});
