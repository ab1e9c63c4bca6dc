/** Hears when the learner's code reads a file that it should not need. */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

type Functions = Record<string, (...args: unknown[]) => unknown>;

const READERS = [
  'copyFile',
  'copyFileSync',
  'cp',
  'cpSync',
  'createReadStream',
  'open',
  'openSync',
  'readFile',
  'readFileSync',
];

/** Calls `onRead` whenever a function of `node:fs` is given this file, from now on, in this thread. */
export function hearReads(file: string, onRead: () => void): void {
  const fs = createRequire(import.meta.url)('node:fs') as Functions & { promises: Functions };
  for (const functions of [fs, fs.promises]) {
    for (const name of READERS) {
      const real = functions[name];
      if (!real) continue;
      functions[name] = (...given) => {
        if (pathOf(given[0]) === file) onRead();
        return Reflect.apply(real, functions, given);
      };
    }
  }
  syncBuiltinESMExports();
}

function pathOf(given: unknown): string | undefined {
  if (given instanceof URL && given.protocol === 'file:') return fileURLToPath(given);
  return typeof given === 'string' || Buffer.isBuffer(given) ? path.resolve(String(given)) : undefined;
}
