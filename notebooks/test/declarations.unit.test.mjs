// The notebooks' kernel has an older TypeScript than the workbook: 5.0. What the packages export must be readable by it.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../setup/places.mjs';

const requireFromTslab = createRequire(createRequire(import.meta.url).resolve('tslab/package.json'));
const ts = requireFromTslab('@tslab/typescript-for-tslab');
const OPTIONS = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
  typeRoots: [join(root, 'node_modules', '@types')],
};

test.each([
  ['flink', ['index', 'testing']],
  ['kafka', ['index']],
  ['notebook', ['index']],
  ['services', ['index']],
  ['terminal', ['index']],
])('the declarations of @workbook/%s are read by the TypeScript of the kernel', { timeout: 120_000 }, (name, doors) => {
  const dist = join(root, 'packages', name, 'dist');
  const program = ts.createProgram(
    doors.map((door) => join(dist, `${door}.d.ts`)),
    OPTIONS,
  );
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(dist));
  expect(own.length).toBeGreaterThan(1);
  const mistakes = own.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  expect(
    mistakes.map(({ file, messageText }) => `${file.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`),
  ).toEqual([]);
});
