// Loaded before a command (node --import): in a clone that was never set up, or not to its end, it says so instead of
// Node's stack trace; to whoever works on the workbook itself it says where a command is older than its sources.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { changedSource } from './built.mjs';
import { root } from './places.mjs';

if (!existsSync(process.argv[1]) || !existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  process.stderr.write('The workbook is not set up in this folder yet. Run this first: npm start\n');
  process.exit(1);
}

if (existsSync(join(root, '.git'))) {
  const changed = await changedSource(root);
  if (changed)
    process.stderr.write(
      `${changed} was changed and not compiled; this still does what it did. To compile: npm run build\n`,
    );
}
