/** How soon a notebook's kernel is ready for its first cell: node --import tsx bench/kernel.ts */
import { runPython } from '../notebooks/test/execute.js';
import { timeFigure } from './figures.js';
import { measure } from './measure.js';

const RUNS = 10;

await measure("A notebook's kernel", async () => {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { readySeconds } = JSON.parse(await runPython(['notebooks/kernel/test/session.py'])) as {
      readySeconds: number;
    };
    times.push(readySeconds * 1000);
  }
  return [timeFigure('kernel ready', 3_000, times)];
});
