/** How soon a function that loops or takes all memory is stopped: node --import tsx bench/trouble.ts */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlinkClient, type JobFailedError } from '@workbook/flink';
import { createTopics } from '@workbook/services';
import { timeFigure } from './figures.js';
import { FirstOutput } from './first-output.js';
import { measure, ownServices } from './measure.js';

const RUNS = 5;
const JOB = path.join(path.dirname(fileURLToPath(import.meta.url)), 'trouble-job.ts');
const OUTPUT = 'trouble-output';
/** What the API gives a function if the job sets nothing else, in ms. */
const WATCHDOG_MS = 5_000;
const END_MS = 120_000;

await measure('Functions that never return, or take all memory', async (scope) => {
  const settings = await ownServices(scope);
  await createTopics(settings, [{ name: OUTPUT, partitions: 1 }]);
  const client = new FlinkClient(settings.flink.url, { mapsDirectory: path.join(scope.folder, 'maps') });
  const firstOutput = await FirstOutput.open(settings);
  scope.onEnd(() => firstOutput.close());
  const fail = async (deed: string): Promise<JobFailedError | undefined> => {
    const args = { bootstrapServers: settings.kafka.bootstrapServers.join(','), output: OUTPUT, deed };
    const job = await client.submit(JOB, { args, typeCheck: false });
    await job.waitForEnd({ timeoutMs: END_MS });
    return job.failure();
  };

  await firstOutput.time();
  const loops: number[] = [];
  let unnamed = 0;
  for (let run = 0; run < RUNS; run++) {
    const begin = performance.now();
    const failure = await fail('loop');
    loops.push(performance.now() - begin);
    if (!isNamed(failure)) unnamed++;
    if (run === 0) console.log(indent(failure?.message));
  }
  const recoveries: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const begin = performance.now();
    const failure = await fail('memory');
    const failedAfter = performance.now() - begin;
    recoveries.push(failedAfter + (await firstOutput.time()));
    if (run === 0) console.log(indent(failure?.message));
  }
  const named = unnamed === 0 ? 'function and line named' : `function or line not named in ${unnamed} of ${RUNS}`;
  const loopFigure = timeFigure('submission of an endless loop → job failed', WATCHDOG_MS + 2_000, loops);
  return [
    { ...loopFigure, measured: `${loopFigure.measured}, ${named}`, reached: loopFigure.reached && unnamed === 0 },
    timeFigure("submission of a memory blow-up → the next job's output", 15_000, recoveries),
  ];
});

/** Whether the failure names the operator, the function and one of its lines. */
function isNamed(failure: JobFailedError | undefined): boolean {
  const { operator, position } = failure ?? {};
  if (operator !== 'loop' || position?.function !== 'spin' || path.resolve(position.file) !== JOB) return false;
  const lines = readFileSync(JOB, 'utf8').split('\n');
  const first = 1 + lines.findIndex((line) => line.startsWith('function spin'));
  return position.line >= first && position.line < first + 3;
}

function indent(message = 'no failure'): string {
  return message.replace(/^/gm, '  ');
}
