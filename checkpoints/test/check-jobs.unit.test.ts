import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCheckJobs, rememberCheckJobs } from '../src/grading/check-jobs.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'workbook-check-jobs-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test('a home without checks has no jobs of checks', () => {
  expect(readCheckJobs(home).size).toBe(0);
});

test('jobs of checks are remembered, and the oldest forgotten in the end', () => {
  rememberCheckJobs(home, ['a', 'b']);
  rememberCheckJobs(home, ['c']);
  expect([...readCheckJobs(home)]).toEqual(['a', 'b', 'c']);
  rememberCheckJobs(
    home,
    Array.from({ length: 1000 }, (_, number) => `job-${number}`),
  );
  expect(readCheckJobs(home).has('a')).toBe(false);
  expect(readCheckJobs(home).has('job-999')).toBe(true);
});
