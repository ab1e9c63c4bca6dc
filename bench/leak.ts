/** What 200 jobs leave behind in the TaskManager: node --import tsx bench/leak.ts [--jobs 200] */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { FlinkClient, serveFunction } from '@workbook/flink';
import { createTopics, javaProgram, type Settings, status } from '@workbook/services';
import type { Figure } from './figures.js';
import { measure, ownServices } from './measure.js';

const { values } = parseArgs({ options: { jobs: { type: 'string', default: '200' } } });
const JOBS = Number(values.jobs);
const JOB = path.join(path.dirname(fileURLToPath(import.meta.url)), 'leak-job.ts');
const OUTPUT = 'leak-output';
/** The first jobs load classes that stay; from then on nothing may grow. */
const FIRST = 10;
const LIMIT_MB = 5;

/** In use after a garbage collection, in MB. */
interface Memory {
  metaspace: number;
  heap: number;
}

await measure(`What ${JOBS} jobs leave behind`, async (scope) => {
  const settings = await ownServices(scope);
  await createTopics(settings, [{ name: OUTPUT, partitions: 1 }]);
  const client = new FlinkClient(settings.flink.url, { mapsDirectory: path.join(scope.folder, 'maps') });
  const service = await serveFunction('negate', (sums: readonly number[]) => sums.map((sum) => -sum));
  scope.onEnd(() => service.close());
  const args = {
    bootstrapServers: settings.kafka.bootstrapServers.join(','),
    output: OUTPUT,
    service: service.endpoint,
  };
  const found: Memory[] = [];
  for (let job = 1; job <= JOBS; job++) {
    const handle = await client.submit(JOB, { args, typeCheck: false });
    await handle.waitFor('FINISHED');
    if (job % FIRST !== 0) continue;
    const memory = await memoryAfterCollection(settings);
    found.push(memory);
    console.log(`after ${job} jobs: metaspace ${mb(memory.metaspace)}, heap ${mb(memory.heap)}`);
  }
  return [
    growthFigure(`metaspace over ${JOBS} submissions`, LIMIT_MB, found, ({ metaspace }) => metaspace),
    growthFigure(`heap over ${JOBS} submissions`, undefined, found, ({ heap }) => heap),
  ];
});

/** The largest distance from what the first jobs left. */
function growthFigure(
  what: string,
  limit: number | undefined,
  found: readonly Memory[],
  of: (memory: Memory) => number,
): Figure {
  const [first = Number.NaN, ...later] = found.map(of);
  const last = later.at(-1) ?? first;
  const distance = Math.max(0, ...later.map((value) => Math.abs(value - first)));
  return {
    what,
    target: limit === undefined ? '' : `± ${limit} MB after ${FIRST}`,
    measured: `± ${mb(distance)} (${mb(first)} after ${FIRST}, ${mb(Math.min(...later))} to ${mb(Math.max(...later))} later, ${mb(last)} at the end)`,
    reached: limit === undefined ? undefined : distance <= limit,
  };
}

function mb(value: number): string {
  return `${value.toFixed(1)} MB`;
}

async function memoryAfterCollection(settings: Settings): Promise<Memory> {
  const pid = (await status(settings)).find(({ service }) => service === 'taskmanager')?.pid;
  const jcmd = async (command: string) => {
    const args = ['-m', 'jdk.jcmd/sun.tools.jcmd.JCmd', String(pid), command];
    return (await promisify(execFile)(javaProgram(settings), args)).stdout;
  };
  // What a first collection makes unreachable, such as the classes of a collected loader, goes with a second.
  await jcmd('GC.run');
  await jcmd('GC.run');
  const info = await jcmd('GC.heap_info');
  const used = (name: string) => {
    const kilobytes = new RegExp(`^\\s*${name}\\b.*?\\bused (\\d+)K`, 'm').exec(info)?.[1];
    if (kilobytes === undefined) throw new Error(`The JVM's report does not tell the size of ${name}:\n${info}`);
    return Number(kilobytes) / 1024;
  };
  return { metaspace: used('Metaspace'), heap: used('tenured generation') + used('def new generation') };
}
