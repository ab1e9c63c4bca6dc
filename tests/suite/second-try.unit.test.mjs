import { expect, it } from 'vitest';
import { settle } from '../second-try.mjs';

const result = (file, failed, output = '') => ({ file, passed: 3 - failed, failed, skipped: 0, seconds: 1, output });

it('a file that passes at its second try counts as passed, and is named with what it said at first', () => {
  const first = [result('a', 0), result('b', 1, 'too late')];
  expect(settle(first, [result('b', 0)])).toEqual({
    files: [result('a', 0), result('b', 0)],
    flaky: [{ file: 'b', output: 'too late' }],
  });
});

it('a file that fails twice stays failed, as it failed last', () => {
  expect(settle([result('b', 1)], [result('b', 2)])).toEqual({ files: [result('b', 2)], flaky: [] });
});

it('a second try without a result changes nothing', () => {
  expect(settle([result('b', 1)], [])).toEqual({ files: [result('b', 1)], flaky: [] });
});
