// npm run types: what Node runs, what Flink's engine runs and what a browser runs, each with the types of its own surroundings.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../setup/places.mjs';

const PROJECTS = [
  '.',
  join('packages', 'flink', 'tsconfig.cluster.json'),
  join('packages', 'console', 'src', 'client'),
  join('packages', 'console', 'test'),
];
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

for (const project of PROJECTS) {
  const { status } = spawnSync(process.execPath, [tsc, '--noEmit', '-p', join(root, project)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = status ?? 1;
}
