/** How long a learner waits between submitting a job and its first output: node --import tsx bench/submit.ts */
import { timeFigure } from './figures.js';
import { FirstOutput } from './first-output.js';
import { measure, ownServices } from './measure.js';

const WARM_UPS = 5;
const RUNS = 20;

await measure('From submission to the first output', async (scope) => {
  const firstOutput = await FirstOutput.open(await ownServices(scope));
  scope.onEnd(() => firstOutput.close());

  for (let run = 0; run < WARM_UPS; run++) await firstOutput.time();
  const times: number[] = [];
  const uncheckedTimes: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    times.push(await firstOutput.time());
    uncheckedTimes.push(await firstOutput.time({ typeCheck: false }));
  }
  return [
    timeFigure('submit → first output, warm', 400, times),
    timeFigure('submit → first output, warm, without the type check', undefined, uncheckedTimes),
  ];
});
