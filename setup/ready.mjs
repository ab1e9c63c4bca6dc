// Loaded before a command (node --import): in a clone that was never set up, it says so instead of Node's stack trace.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './places.mjs';

if (!existsSync(process.argv[1]) || !existsSync(join(root, 'node_modules'))) {
  process.stderr.write('The workbook is not set up in this folder yet. Run this first: npm start\n');
  process.exit(1);
}
