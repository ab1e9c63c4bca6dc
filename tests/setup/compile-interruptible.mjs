// A compilation in miniature: compile-interruptible.mjs FOLDER. Its compiler never ends by itself, and leaves a file "begun".
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interruptible } from '../../setup/child.mjs';
import { runSteps } from '../../setup/steps.mjs';
import { buildPackages } from '../../setup/typescript.mjs';

const [folder] = process.argv.slice(2);
const compiler = join(folder, 'node_modules', 'typescript');
const source = join(folder, 'packages', 'terminal');
for (const made of [join(compiler, 'bin'), join(source, 'src')]) mkdirSync(made, { recursive: true });
for (const file of [
  join(folder, 'tsconfig.base.json'),
  join(source, 'tsconfig.json'),
  join(source, 'package.json'),
  join(compiler, 'package.json'),
]) {
  writeFileSync(file, '{}');
}
writeFileSync(
  join(compiler, 'bin', 'tsc'),
  `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'begun'))}, ''); setInterval(() => {}, 1000);`,
);
const steps = [{ id: 'compile', title: 'TypeScript packages', run: () => buildPackages(folder) }];
await interruptible(() => runSteps(steps, { stream: process.stdout }));
