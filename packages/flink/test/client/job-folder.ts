/** A folder for one test's job files, outside the repository but with its packages. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';

const NODE_MODULES = fileURLToPath(new URL('../../../../node_modules', import.meta.url));
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Writes these files (name to text) and returns the folder, which goes after the test. */
export function jobFolder(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'flink-jobs-')));
  folders.push(folder);
  symlinkSync(NODE_MODULES, path.join(folder, 'node_modules'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** Writes one job file and returns its path. */
export function jobFile(text: string): string {
  return path.join(jobFolder({ 'job.ts': text }), 'job.ts');
}
