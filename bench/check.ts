/** How long a learner waits for a verdict, and what many checks leave behind: node --import tsx bench/check.ts */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Figure, median, seconds, timeFigure } from './figures.js';
import { inventory } from './leftovers.js';
import { measure, ownServices } from './measure.js';

const CHECKPOINTS = fileURLToPath(new URL('../checkpoints/dist/', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../node_modules/', import.meta.url));
const VITEST = path.join(PACKAGES, 'vitest', 'vitest.mjs');
const EMPTY_TEST = "import { test } from 'vitest';\n\ntest('nothing', () => {});\n";
const RUNS = 10;
const MANY = 100;
/** How long a check may take, in vitest runs of one empty test: what the machine can do at that time. */
const USUAL_LIMIT = 2.3;
const LONG_LIMIT = 3.5;
const LONG = ['consumer-groups', 'watermarks', 'video-frames'];
/** Of ten checks, the one that grades the starter and the one that Ctrl-C ends, after this many ms. */
const STARTER = 4;
const INTERRUPTED = 9;
const INTERRUPT_MS = 1_500;

await measure('A check of a lesson', async (scope) => {
  const settings = await ownServices(scope);
  const temporary = path.join(scope.folder, 'tmp');
  mkdirSync(temporary);
  const env = { ...process.env, WORKBOOK_HOME: settings.home, TMPDIR: temporary };
  const { check } = await import('@workbook/checkpoints/check');
  const { findLesson, listLessons } = await import('@workbook/checkpoints/standing');

  /** The command as a learner starts it; its exit code. */
  const run = async (words: string[], interruptAfterMs?: number): Promise<number | null> => {
    const child = spawn(process.execPath, [path.join(CHECKPOINTS, 'cli.js'), ...words], { env, stdio: 'ignore' });
    const ctrlC = interruptAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), interruptAfterMs);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(ctrlC);
    return code;
  };
  /** Up to its last word; in ms. */
  const time = async (words: string[]): Promise<number> => {
    const began = performance.now();
    const code = await run(words);
    if (code !== 0) throw new Error(`check ${words.join(' ')} ended with exit code ${code}.`);
    return performance.now() - began;
  };
  /** A vitest run of one empty test; in ms. */
  const bareFolder = path.join(scope.folder, 'bare');
  mkdirSync(bareFolder);
  writeFileSync(path.join(bareFolder, 'empty.test.js'), EMPTY_TEST);
  symlinkSync(PACKAGES, path.join(bareFolder, 'node_modules'), 'junction');
  const timeBare = async (): Promise<number> => {
    const began = performance.now();
    const child = spawn(process.execPath, [VITEST, 'run'], { cwd: bareFolder, env, stdio: 'ignore' });
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`The bare vitest run ended with exit code ${code}.`);
    return performance.now() - began;
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

  /** The lessons in turns, with unfinished and interrupted ones among them; each compared with its own first time. */
  const manyInARow = async (): Promise<Figure[]> => {
    const before = await inventory(settings, temporary);
    const lessons = listLessons().map(({ number }) => `lesson-${number}`);
    const firsts = new Map<string, number>();
    let slowest = { ratio: 0, what: '' };
    for (let number = 0; number < MANY; number++) {
      const lesson = lessons[number % lessons.length] ?? '';
      if (number % 10 === STARTER) await run([lesson]);
      if (number % 10 === INTERRUPTED) await run([lesson, 'solution'], INTERRUPT_MS);
      if ([STARTER, INTERRUPTED].includes(number % 10)) continue;
      const took = await time([lesson, 'solution']);
      const first = firsts.get(lesson) ?? took;
      firsts.set(lesson, first);
      const ratio = took / first;
      if (ratio > slowest.ratio) slowest = { ratio, what: `check ${number + 1}, ${lesson}` };
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

  /** The lessons in turns with the bare run, so that whatever else slows the machine slows both. */
  const lessonFigures = async (): Promise<Figure[]> => {
    const lessons = listLessons().map((lesson) => ({ ...lesson, times: [] as number[], ratios: [] as number[] }));
    const bares: number[] = [];
    for (let run = 0; run <= RUNS; run++) {
      for (const { number, times, ratios } of lessons) {
        const bare = await timeBare();
        const took = await time([`lesson-${number}`, 'solution']);
        // The first fills the caches.
        if (run === 0) continue;
        bares.push(bare);
        times.push(took);
        ratios.push(took / bare);
      }
    }
    const figures = lessons.map(({ number, slug, times, ratios }): Figure => {
      const limit = LONG.includes(slug) ? LONG_LIMIT : USUAL_LIMIT;
      return {
        what: `check lesson-${number}, solution, in bare vitest runs`,
        target: `≤ ${limit} ×`,
        measured: `${median(ratios).toFixed(1)} × (median of ${RUNS}; ${seconds(median(times))})`,
        reached: median(ratios) <= limit,
      };
    });
    return [timeFigure('a bare vitest run: one empty test', undefined, bares), ...figures];
  };

  return [
    ...(await lessonFigures()),
    timeFigure('first verdict on a type error', 1_500, await typeErrors()),
    ...(await manyInARow()),
  ];
});
