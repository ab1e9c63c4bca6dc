/** How long a learner waits for a verdict: node --import tsx bench/check.ts */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { timeFigure } from './figures.js';
import { measure, ownServices } from './measure.js';

const CHECKPOINTS = fileURLToPath(new URL('../checkpoints/dist/', import.meta.url));
const RUNS = 10;

await measure('A check of a lesson', async (scope) => {
  const settings = await ownServices(scope);
  const env = { ...process.env, WORKBOOK_HOME: settings.home };

  /** The command as a learner starts it, up to its last word. */
  const time = async (words: string[]): Promise<number> => {
    const began = performance.now();
    const child = spawn(process.execPath, [path.join(CHECKPOINTS, 'cli.js'), ...words], { env, stdio: 'ignore' });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`check ${words.join(' ')} ended with exit code ${code}.`);
    return performance.now() - began;
  };
  const timed = async (words: string[]): Promise<number[]> => {
    await time(words);
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) times.push(await time(words));
    return times;
  };

  const { check } = await import('../checkpoints/dist/check.js');
  const { findLesson } = await import('../checkpoints/dist/lessons.js');
  const folder = mkdtempSync(path.join(CHECKPOINTS, 'bench-'));
  scope.onEnd(async () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'starter.ts');
  writeFileSync(file, "export const wrong: number = 'text';\n");
  const typeErrors: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { verdict, tidy } = await check({ settings, lesson: findLesson('1'), target: 'file', file });
    typeErrors.push(verdict.elapsedMs);
    await tidy;
  }
  return [
    timeFigure('check lesson-1, solution', 2_500, await timed(['lesson-1', 'solution'])),
    timeFigure('check lesson-4, solution', 3_500, await timed(['lesson-4', 'solution'])),
    timeFigure('first verdict on a type error', 1_500, typeErrors),
  ];
});
