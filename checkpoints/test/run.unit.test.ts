import { mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { abandonedRuns, disown, openRun } from '../dist/grading/run.js';

test('a run whose names could not be removed is left to the next check, though its process lives on', () => {
  const home = mkdtempSync(path.join(tmpdir(), 'runs-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const run = openRun(home);
  expect(abandonedRuns(home)).toEqual([]);
  disown(run);
  // As if it had been opened a minute ago.
  const then = new Date(Date.now() - 60_000);
  utimesSync(run.folder, then, then);
  expect(abandonedRuns(home)).toEqual([run]);
});
