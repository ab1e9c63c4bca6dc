/** Pipelines started from the console: their programs work, end in good order, and do not outlive a console that is killed. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readSettings } from '@workbook/services';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findBrowser, launchBrowser } from '../../../notebooks/test/browser.js';
import { forgetProcessor } from '../../../pipelines/program/test/forget-processor.js';
import { useLive } from '../../flink/test/harness.js';
import type { PipelineEvent, PipelineStatus } from '../src/api/pipelines.js';
import { type ServedConsole, serveConsole } from './served-console.js';
import { isTooWide, openWatched, violations } from './watched-page.js';

/** Longer than a program may take to end in good order. */
const WAIT = { timeout: 150_000, interval: 250 };

/** Each job with the group of its processor. */
const PROCESSOR_GROUPS = { transactions: 'transactions-processor', 'video-frames': 'video-processor' };

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;

const live = useLive();
let served: ServedConsole;
let browser: Browser | undefined;

/** Takes events of the pipeline until one is as wanted. */
async function eventOf(wanted: (event: PipelineEvent) => boolean): Promise<PipelineEvent> {
  const stop = new AbortController();
  const { body } = await fetch(`${served.url}/api/pipelines/transactions/events`, { signal: stop.signal });
  let text = '';
  try {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^event: pipeline\ndata: (.*)$/m.exec(event)?.[1];
        const parsed = data === undefined ? undefined : (JSON.parse(data) as PipelineEvent);
        if (parsed && wanted(parsed)) return parsed;
      }
    }
  } finally {
    stop.abort();
  }
  throw new Error('The stream ended.');
}

const status = async () => (await served.get<PipelineStatus[]>('/pipelines')).find(({ id }) => id === 'transactions');
const jobRuns = async (job = 'transactions') => (await live.livingJobs()).some(({ name }) => name === job);

beforeAll(async () => {
  served = await serveConsole();
});
afterAll(async () => {
  await Promise.all([browser?.close(), served?.stop()]);
  for (const [job, group] of Object.entries(PROCESSOR_GROUPS)) await forgetProcessor(job, group);
});

/** Sends, and writes as their result, what an earlier run might have left. */
async function leaveOldRun(): Promise<void> {
  const old = { transaction_id: 'old', user_id: 'of-an-old-run', category: 'Old', amount: 900 };
  const records = Array.from({ length: 40 }, () => ({
    value: { ...old, timestamp: new Date(Date.now() - 600_000).toISOString() },
    timestamp: Date.now() - 60_000,
  }));
  for (const topic of ['transactions', 'high_value_transactions']) await live.produce(topic, records);
}

test('the transaction pipeline shows sums and dear purchases of this run alone, and ends in good order', async () => {
  await leaveOldRun();
  expect((await served.change('POST', '/pipelines/transactions/start', {})).status).toBe(200);
  expect((await served.change('POST', '/pipelines/transactions/start', {})).status).toBe(409);
  const { transactions, status: running } = await eventOf(({ transactions: part, status: { programs } }) => {
    const closed = new Set(part?.value?.categories.map(({ start }) => start)).size;
    return closed >= 2 && (part?.value?.highValue.length ?? 0) > 0 && programs.every(({ lines }) => lines.length > 0);
  });
  expect(transactions?.problem).toBeUndefined();
  expect(transactions?.value?.users.length).toBeGreaterThan(0);
  expect(transactions?.value?.highValue.filter(({ user }) => user === 'of-an-old-run')).toEqual([]);
  expect(running.programs[0]?.lines.map(({ text }) => text)).toContainEqual(
    expect.stringMatching(
      /^The job begins with what is sent from now on\. \d[\d ]* older messages of transactions are left alone; "npm run transactions:processor from=beginning" reads them, too\.$/,
    ),
  );
  expect(running.running).toBe(true);
  await served.change('POST', '/pipelines/transactions/stop', {});
  await vi.waitFor(async () => expect(await status()).toMatchObject({ running: false }), WAIT);
  expect((await status())?.programs.map(({ state }) => state)).toEqual(['ended', 'ended']);
  expect(await jobRuns()).toBe(false);
  // The test's own workers announce nothing, so that what is there is a program's.
  const announced = () => readdirSync(path.join(readSettings().home, 'programs'));
  await vi.waitFor(() => expect(announced()).toEqual([]), WAIT);
});

test('its programs end with a console that is killed', async () => {
  expect((await served.change('POST', '/pipelines/transactions/start', {})).status).toBe(200);
  await vi.waitFor(async () => expect(await jobRuns()).toBe(true), WAIT);
  process.kill(served.pid, 'SIGKILL');
  await vi.waitFor(async () => expect(await jobRuns()).toBe(false), WAIT);
  await served.stop();
  served = await serveConsole();
  await vi.waitFor(async () => {
    const now = await status();
    expect([now?.running, now?.elsewhere]).toEqual([false, undefined]);
  }, WAIT);
});

test.skipIf(missing)(
  'the page of the video pipeline starts it, shows frames and their brightness, and ends it',
  async () => {
    browser = await launchBrowser();
    const { page, problems } = await openWatched(browser, served.url);
    await page.goto('/pipelines/video');
    await page.getByRole('button', { name: 'Start Video frames' }).click();
    const cell = page
      .getByRole('row', { name: /^camera-3 / })
      .getByRole('cell')
      .first();
    await cell.waitFor({ timeout: WAIT.timeout });
    const frames = async () => Number((await cell.innerText()).replaceAll(',', ''));
    const before = await frames();
    await expect.poll(frames, WAIT).toBeGreaterThan(before + 10);

    const chart = page.getByRole('img', { name: /^Brightness over time\. .*camera-3 is at \d+.* of 255\./ });
    const longestLine = () =>
      chart.evaluate((svg) => {
        const lines = [...svg.querySelectorAll('path')].map((path) => path.getAttribute('d') ?? '');
        return lines.reduce((longest, line) => (line.length > longest.length ? line : longest), '');
      });
    await expect.poll(async () => (await longestLine()).split('L').length, WAIT).toBeGreaterThan(5);
    const drawn = await longestLine();
    await expect.poll(longestLine, WAIT).not.toBe(drawn);
    const picture = page.getByRole('img', { name: 'The newest frame of the video pipeline' });
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), WAIT).toBeGreaterThan(0);
    expect([await violations(page), await isTooWide(page), problems]).toEqual([[], false, []]);

    await page.getByRole('button', { name: 'Stop Video frames' }).click();
    await page.getByText('It does not run.').waitFor({ timeout: WAIT.timeout });
    expect(await jobRuns('video-frames')).toBe(false);
    await page.close();
  },
);
