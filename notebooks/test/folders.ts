/** Where notebooks are. */
import { existsSync, readdirSync } from 'node:fs';
import { ROOT } from './execute.js';

/** The notebooks that learners read, by their paths in the workbook: those of `notebooks` and of every lesson. */
export function findNotebooks(): string[] {
  return [...notebooksIn('notebooks'), ...foldersIn('lessons').flatMap((name) => notebooksIn(`lessons/${name}`))];
}

/** The notebooks that show the kernel's mends at work. */
export function findTraps(): string[] {
  return notebooksIn('notebooks/kernel/test');
}

function notebooksIn(folder: string): string[] {
  return readdirSync(ROOT + folder)
    .filter((name) => name.endsWith('.ipynb') && !name.endsWith('.new.ipynb'))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function foldersIn(folder: string): string[] {
  if (!existsSync(ROOT + folder)) return [];
  const entries = readdirSync(ROOT + folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
