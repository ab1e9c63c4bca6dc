/** How long a learner waits for a verdict, and what many checks leave behind: node --import tsx bench/check.ts */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, timeFigure } from './figures.js';
import { inventory } from './leftovers.js';
import { measure, ownServices } from './measure.js';

const CHECKPOINTS = fileURLToPath(new URL('../checkpoints/dist/', import.meta.url));
const RUNS = 10;
const MANY = 100;

await measure('A check of a lesson', async (scope) => {
  const settings = await ownServices(scope);
  const temporary = path.join(scope.folder, 'tmp');
  mkdirSync(temporary);
  const env = { ...process.env, WORKBOOK_HOME: settings.home, TMPDIR: temporary };
  const { check } = await import('../checkpoints/dist/check.js');
  const { findLesson, listLessons } = await import('../checkpoints/dist/lessons.js');

  /** The command as a learner starts it, up to its last word; in ms. */
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

  const typeErrors = async (): Promise<number[]> => {
    const folder = mkdtempSync(path.join(CHECKPOINTS, 'bench-'));
    scope.onEnd(async () => rmSync(folder, { recursive: true, force: true }));
    const file = path.join(folder, 'starter.ts');
    writeFileSync(file, "export const wrong: number = 'text';\n");
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const { verdict, tidy } = await check({ settings, lesson: findLesson('1'), target: 'file', file });
      times.push(verdict.elapsedMs);
      await tidy;
    }
    return times;
  };

  /** The lessons in turns, each compared with its own first time. */
  const manyInARow = async (): Promise<Figure[]> => {
    const before = await inventory(settings, temporary);
    const lessons = listLessons().map(({ number }) => `lesson-${number}`);
    const firsts = new Map<string, number>();
    let slowest = { ratio: 0, what: '' };
    for (let run = 0; run < MANY; run++) {
      const lesson = lessons[run % lessons.length] ?? '';
      const took = await time([lesson, 'solution']);
      const first = firsts.get(lesson) ?? took;
      firsts.set(lesson, first);
      const ratio = took / first;
      if (ratio > slowest.ratio) slowest = { ratio, what: `check ${run + 1}, ${lesson}` };
    }
    const left = [...(await inventory(settings, temporary))].filter((name) => !before.has(name));
    return [
      {
        what: `${MANY} checks in a row: what they left behind`,
        target: 'nothing',
        measured: left.length === 0 ? 'nothing' : left.join(', '),
        reached: left.length === 0,
      },
      {
        what: 'the slowest of them, against the first of its lesson',
        target: '≤ 2 ×',
        measured: `${slowest.ratio.toFixed(1)} × (${slowest.what})`,
        reached: slowest.ratio <= 2,
      },
    ];
  };

  return [
    timeFigure('check lesson-1, solution', 2_500, await timed(['lesson-1', 'solution'])),
    timeFigure('check lesson-4, solution', 3_500, await timed(['lesson-4', 'solution'])),
    timeFigure('first verdict on a type error', 1_500, await typeErrors()),
    ...(await manyInARow()),
  ];
});
