/** How fast the services start, and what they take: node --import tsx bench/services.ts */
import { down, SERVICE_NAMES, type Settings, up } from '@workbook/services';
import { median, timeFigure } from './figures.js';
import { FirstOutput } from './first-output.js';
import { measure, ownInstance } from './measure.js';
import { memoryFigure, processorSeconds } from './processes.js';

const RUNS = 5;

await measure('Starting the services', async (scope) => {
  const settings = await ownInstance(scope);
  const [firstStart] = [await time(() => up(settings))];
  await down(settings);

  const starts: number[] = [];
  const stops: number[] = [];
  const firstJobs: number[] = [];
  const work: number[] = [];
  const memory = [];
  for (let run = 1; run <= RUNS; run++) {
    starts.push(await time(() => up(settings)));
    work.push(await allProcessorSeconds(settings));
    if (run === RUNS) memory.push(await memoryFigure('memory (RSS) of all services, idle', 800, settings));
    const firstOutput = await FirstOutput.open(settings);
    firstJobs.push(await firstOutput.time());
    await firstOutput.close();
    if (run === RUNS) memory.push(await memoryFigure('memory (RSS) after one job', undefined, settings));
    stops.push(await time(() => down(settings)));
  }
  return [
    timeFigure('services down → Kafka and Flink ready', 10_000, starts),
    { what: 'the same, processor time of the three', target: '', measured: `${median(work).toFixed(1)} s` },
    timeFigure('the same, for the first time in a folder', undefined, [firstStart]),
    timeFigure('services up → down', undefined, stops),
    timeFigure('first job after up: submit → first output', 3_000, firstJobs),
    ...memory,
  ];
});

/** What starting took of the processors: the figure that does not depend on what else they do. */
async function allProcessorSeconds(settings: Settings): Promise<number> {
  const each = await Promise.all(SERVICE_NAMES.map((service) => processorSeconds(settings, service)));
  return each.reduce<number>((sum, seconds) => sum + (seconds ?? Number.NaN), 0);
}

async function time(action: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}
