/**
 * The video pipeline from the drawn frame to the analysed result:
 * node --import tsx bench/video.ts [--seconds 40] [--minutes 10]
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Settings } from '@workbook/services';
import { percentile } from '../pipelines/video/display/shown-tally.js';
import { type Figure, load, median, seconds } from './figures.js';
import { measure, ownServices } from './measure.js';
import { processorSeconds, processSeconds, residentMb } from './processes.js';
import { VideoPipeline } from './video/pipeline.js';
import type { VideoProgram } from './video/program.js';
import { displayFigures } from './video-display.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '40' }, minutes: { type: 'string', default: '10' } },
});
/** How long each rate is measured, and how long memory is watched. */
const MEASURED_MS = Number(values.seconds) * 1000;
const MEMORY_MS = Number(values.minutes) * 60_000;
/** What Flink's functions and Node's need to be compiled. */
const WARM_UP_MS = 20_000;
/** More frames than this that wait at the end, beyond those at the beginning, are a lag that grows: half a second. */
const TOLERATED_SECONDS = 0.5;

await measure('The video pipeline', async (scope) => {
  const settings = await ownServices(scope);
  const pipeline = new VideoPipeline(scope, settings);
  await pipeline.open();
  const processor = await pipeline.process('height=200');
  const figures = [
    await sustained(pipeline, processor, {
      what: '1280×720',
      target: 30,
      args: ['size=1280x720', 'sources=2', 'fps=15.5'],
    }),
    await sustained(pipeline, processor, {
      what: '640×480',
      target: 60,
      args: ['size=640x480', 'sources=2', 'fps=31'],
    }),
  ].flat();
  figures.push(await latency(pipeline), ...(await memory(pipeline, processor)));
  await processor.stop();
  return [...figures, ...(await displayFigures(settings))];
});

/** Offers a little more than the target, and sees what comes out and what stays behind. */
async function sustained(
  pipeline: VideoPipeline,
  processor: VideoProgram,
  { what, target, args }: { what: string; target: number; args: string[] },
): Promise<Figure[]> {
  const producer = pipeline.produce(...args);
  await sleep(WARM_UP_MS);
  const [sent, seen, work] = [
    await pipeline.sent(),
    pipeline.seen.length,
    await workOf(pipeline.settings, producer, processor),
  ];
  const begin = performance.now();
  await sleep(MEASURED_MS);
  const took = (performance.now() - begin) / 1000;
  const frames = pipeline.seen.length - seen;
  const lag = (await pipeline.sent()) - sent - frames;
  const after = await workOf(pipeline.settings, producer, processor);
  await producer.stop();
  await caughtUp(pipeline);
  const rate = frames / took;
  const reached = rate >= target && lag <= target * TOLERATED_SECONDS;
  const parts = Object.entries(after).map(([part, used]) => `${part} ${perFrame(used - (work[part] ?? 0), frames)}`);
  const total =
    Object.values(after).reduce((sum, used) => sum + used, 0) -
    Object.values(work).reduce((sum, used) => sum + used, 0);
  return [
    {
      what: `generated ${what} through the pipeline`,
      target: `≥ ${target} frames/s, lag steady`,
      measured: `${rate.toFixed(1)} frames/s, ${lag > 0 ? `${lag} more` : 'no more'} waiting at the end (load ${load()})`,
      reached,
    },
    {
      what: 'the same, processor time of a frame',
      target: '',
      measured: `${perFrame(total, frames)} (${parts.join(', ')}): two processors could do ${(2 / (total / frames)).toFixed(0)} frames/s`,
    },
  ];
}

async function latency(pipeline: VideoPipeline): Promise<Figure> {
  const producer = pipeline.produce('size=1280x720', 'sources=1', 'fps=15');
  await sleep(WARM_UP_MS / 2);
  const first = pipeline.seen.length;
  await sleep(MEASURED_MS);
  const times = pipeline.seen.slice(first).map(({ behindMs }) => behindMs);
  await producer.stop();
  await caughtUp(pipeline);
  const p95 = percentile(times, 0.95);
  return {
    what: 'capture → analysed result read, p95 at 15 fps of 1280×720',
    target: '≤ 0.50 s',
    measured: `${seconds(p95)} (median ${seconds(median(times))}, ${times.length} frames, load ${load()})`,
    reached: p95 <= 500,
  };
}

/** Watches both programs: after the first quarter, in which caches fill, memory must not grow. */
async function memory(pipeline: VideoPipeline, processor: VideoProgram): Promise<Figure[]> {
  const producer = pipeline.produce('size=1280x720', 'sources=1', 'fps=15');
  const samples: { producer: number; processor: number }[] = [];
  const end = performance.now() + MEMORY_MS;
  while (performance.now() < end) {
    await sleep(Math.min(1_000, MEMORY_MS / 60));
    if (producer.pid === undefined || processor.pid === undefined) throw new Error('A program ended meanwhile.');
    samples.push({ producer: await residentMb(producer.pid), processor: await residentMb(processor.pid) });
  }
  await producer.stop();
  const quarter = Math.floor(samples.length / 4);
  return (['producer', 'processor'] as const).map((name) => {
    const early = median(samples.slice(quarter, 2 * quarter).map((sample) => sample[name]));
    const late = median(samples.slice(-quarter).map((sample) => sample[name]));
    return {
      what: `memory of the ${name === 'producer' ? 'producer' : 'analysis service'} over ${Math.round(MEMORY_MS / 6_000) / 10} min`,
      target: 'flat: + 10 % at most',
      measured: `${early.toFixed(0)} MB in the second quarter, ${late.toFixed(0)} MB in the last`,
      reached: late <= early * 1.1,
    };
  });
}

/** Waits until nothing comes any more. */
async function caughtUp({ seen }: VideoPipeline): Promise<void> {
  for (let before = -1; before !== seen.length; await sleep(2_000)) before = seen.length;
}

/** Processor seconds used so far, by part. */
async function workOf(
  settings: Settings,
  producer: VideoProgram,
  processor: VideoProgram,
): Promise<Record<string, number>> {
  return {
    producer: (await processSeconds(producer.pid)) ?? Number.NaN,
    analysis: (await processSeconds(processor.pid)) ?? Number.NaN,
    Kafka: (await processorSeconds(settings, 'kafka')) ?? Number.NaN,
    Flink: (await processorSeconds(settings, 'taskmanager')) ?? Number.NaN,
  };
}

function perFrame(used: number, frames: number): string {
  return `${((used / frames) * 1000).toFixed(1)} ms`;
}
