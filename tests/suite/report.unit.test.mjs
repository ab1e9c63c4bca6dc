import { expect, it } from 'vitest';
import { failedList, figures, flakyList, verdict } from '../report.mjs';

const file = (name, seconds, passed = 1) => ({ file: name, seconds, passed, failed: 0, skipped: 0, output: '' });
const suite = (name, files) => ({ name, files, passed: 1, failed: 0, skipped: 0, seconds: 60, busySeconds: 30 });

it('the slowest files are named, and what each lesson adds', () => {
  const files = [
    file('checkpoints/test/gate.live.test.ts', 300, 150),
    file('notebooks/test/notebooks.live.test.ts', 90),
    file('packages/flink/test/order.live.test.ts', 30),
  ];
  const text = figures([suite('unit', [file('a.unit.test.ts', 0.5)]), suite('live', files)]);
  expect(text).toMatch(/^The slowest 4 of 4 files:\n +5 min 0 s {2}checkpoints\/test\/gate\.live\.test\.ts\n/);
  expect(text).toContain(
    'The gate: 150 cases in 5 min 0 s, 2.0 s each. Notebooks: 1 min 30 s. Fixed, whatever the number of lessons: 30 s.',
  );
  expect(text).toMatch(/live {3}1 passed, 0 failed {2}1 min 0 s {2}\(processor time 30 s, \d+ % of \d+ processors\)/);
});

it('a flaky file is named with what it said at first', () => {
  const text = flakyList([{ file: 'a.live.test.ts', output: 'goes on: no answer\nat a.live.test.ts:3:1\n' }]);
  expect(text).toContain('a.live.test.ts\n    goes on: no answer\n    at a.live.test.ts:3:1\n');
  expect(flakyList([])).toBe('');
});

it('what failed stands at the end once more, as far as it is short', () => {
  const long = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
  const failed = [
    { ...file('a.live.test.ts', 1), failed: 1, output: 'goes on: no answer\n' },
    { ...file('b.live.test.ts', 1), failed: 1, output: long },
  ];
  const text = failedList([suite('unit', [file('c.unit.test.ts', 1)]), suite('live', failed)]);
  expect(text).toContain('\nFailed:\na.live.test.ts\n    goes on: no answer\nb.live.test.ts\n    line 0\n');
  expect(text).toContain('    line 39\n    … (10 more lines)\n');
  expect(failedList([suite('unit', [file('c.unit.test.ts', 1)])])).toBe('');
});

it('what was skipped counts as failed in CI, unless it was left out by name', () => {
  const results = [{ passed: 7, failed: 0, skipped: 2 }];
  const how = { stopped: false, leftOut: false, ci: true };
  expect(verdict(results, how)).toEqual({ line: '7 passed, 2 failed', failed: 2 });
  expect(verdict(results, { ...how, ci: false }).failed).toBe(0);
  expect(verdict(results, { ...how, leftOut: true }).failed).toBe(0);
});

it('a suite that was stopped has failed', () => {
  const how = { stopped: true, leftOut: false, ci: false };
  expect(verdict([{ passed: 7, failed: 0, skipped: 0 }], how)).toEqual({ line: '7 passed, 1 failed', failed: 1 });
});
