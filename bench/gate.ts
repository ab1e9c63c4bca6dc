/** How long the authors' gate takes over all lessons: node --import tsx bench/gate.ts */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { timeFigure } from './figures.js';
import { inventory } from './leftovers.js';
import { measure, ownServices } from './measure.js';

const GATE = fileURLToPath(new URL('../checkpoints/dist/commands/gate.js', import.meta.url));
const LIMIT_MS = 10 * 60_000;

await measure('The gate', async (scope) => {
  const settings = await ownServices(scope);
  const temporary = path.join(scope.folder, 'tmp');
  mkdirSync(temporary);
  const { gateCases } = await import('@workbook/checkpoints/gate');
  const { listLessons } = await import('@workbook/checkpoints/standing');
  const lessons = listLessons();
  const cases = lessons.reduce((sum, lesson) => sum + gateCases(lesson).length, 0);

  const before = await inventory(settings, temporary);
  const began = performance.now();
  const child = spawn(process.execPath, [GATE], {
    env: { ...process.env, WORKBOOK_HOME: settings.home, TMPDIR: temporary },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  scope.onEnd(async () => {
    child.kill('SIGTERM');
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const took = performance.now() - began;
  const left = [...(await inventory(settings, temporary))].filter((name) => !before.has(name));
  return [
    timeFigure(`the gate over ${lessons.length} lessons, ${cases} cases`, LIMIT_MS, [took]),
    { what: 'whether it is open', target: 'yes', measured: code === 0 ? 'yes' : 'no', reached: code === 0 },
    {
      what: 'what it left behind',
      target: 'nothing',
      measured: left.length === 0 ? 'nothing' : left.join(', '),
      reached: left.length === 0,
    },
  ];
});
