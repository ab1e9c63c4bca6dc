/** How far the display's page is behind the capture: the last part of bench/video.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createTopics, type Settings } from '@workbook/services';
import { findBrowser, launchBrowser } from '../notebooks/test/browser.js';
import { kafkaClient } from '../pipelines/program/kafka.js';
import { startDisplay } from '../pipelines/video/display/display.js';
import { percentile } from '../pipelines/video/display/shown-tally.js';
import { FrameSender } from '../pipelines/video/frame-sender.js';
import { GeneratedSource } from '../pipelines/video/sources/generated.js';
import type { Figure } from './figures.js';

const FPS = 15;
const WARM_UP_MS = 5_000;
const MEASURE_MS = 20_000;
const TARGET_MS = 300;
const WHAT = `display page behind the capture, ${FPS} frames/s of 1280×720, 95 %`;

/** Sends frames for some seconds and looks at them in a browser: what that says is how long each took to its screen. */
export async function displayFigures(settings: Settings): Promise<Figure[]> {
  const target = `≤ ${TARGET_MS} ms`;
  if (!findBrowser()) return [{ what: WHAT, target, measured: 'no Chrome or Chromium here' }];
  await createTopics(settings);
  const kafka = kafkaClient(settings.kafka.bootstrapServers, 'bench-display');
  const display = await startDisplay({ kafka, port: 0 });
  const browser = await launchBrowser();
  const { signal } = new AbortController();
  const size = { width: 1280, height: 720 };
  const source = new GeneratedSource({
    fps: FPS,
    sizes: [size],
    sources: 1,
    quality: 80,
    seed: 1,
    daySeconds: 30,
    signal,
  });
  const sender = new FrameSender(kafka, { encoding: 'json', pace: source.pace });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(display.url);
    await sender.connect();
    const sending = (async () => {
      for await (const frame of source) await sender.send(frame);
    })();
    await sleep(WARM_UP_MS);
    const before = { ...display.shown.bySource.get('camera-1') };
    await sleep(MEASURE_MS);
    const shown = display.shown.bySource.get('camera-1');
    await source.close();
    await sending;
    const frames = (shown?.frames ?? 0) - (before.frames ?? 0);
    const leftOut = (shown?.leftOut ?? 0) - (before.leftOut ?? 0);
    const latencies = shown?.latencies.slice(-frames) ?? [];
    const [middle, high] = [0.5, 0.95].map((share) => percentile(latencies, share)) as [number, number];
    const measured = `${Math.round(high)} ms (median ${Math.round(middle)} ms, ${frames} frames, ${leftOut} left out)`;
    return [{ what: WHAT, target, measured, reached: frames > 0 && high <= TARGET_MS }];
  } finally {
    await source.close();
    await sender.abandon();
    await browser.close();
    await display.stop();
  }
}
