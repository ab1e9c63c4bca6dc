/** Running a notebook must leave git with nothing to report, and an update with nothing in its way. */
import { beforeAll, expect, test } from 'vitest';
import { runPython, TIMEOUT_MS } from './execute.js';

interface State {
  file: string;
  shown: { text: string }[][];
}

let saved: { before: string; run: State; changed: State; updated: State };

beforeAll(async () => {
  saved = JSON.parse(await runPython(['notebooks/test/outputs.py'])) as typeof saved;
}, TIMEOUT_MS);

test('a notebook that was run shows its outputs, and its file stays as it was', () => {
  expect(saved.run.shown[0]).toMatchObject([{ text: '2\n' }]);
  expect(saved.run.file).toBe(saved.before);
});

test('a changed cell is saved, without its outputs', () => {
  expect(saved.changed.file).toContain('1 + 2;');
  expect(saved.changed.file).not.toContain('stdout');
  expect(saved.changed.shown[0]).toMatchObject([{ text: '2\n' }]);
});

test('a file that was replaced by an update is shown as it is now', () => {
  expect(saved.updated).toEqual({ file: saved.before, shown: [[]] });
});
