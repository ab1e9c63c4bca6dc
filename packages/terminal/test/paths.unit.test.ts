import { homedir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { displayPath, typedPath } from '../src/paths.js';

test('a file is called what it is called from here, and by its whole path where it lies outside', () => {
  const here = path.resolve('/work/book');
  expect(displayPath(path.join(here, 'lessons', 'a.ts'), here)).toBe(path.join('lessons', 'a.ts'));
  expect(displayPath(path.resolve('/tmp/a.ts'), here)).toBe(path.resolve('/tmp/a.ts'));
  expect(displayPath(here, here)).toBe(here);
});

test('a typed path begins where the person is, or at their home', () => {
  const env = { INIT_CWD: path.resolve('/elsewhere') };
  expect(typedPath('a.ts', env)).toBe(path.resolve('/elsewhere/a.ts'));
  expect(typedPath('~/a.ts', env)).toBe(path.join(homedir(), 'a.ts'));
  expect(typedPath('a.ts', {})).toBe(path.resolve('a.ts'));
});
