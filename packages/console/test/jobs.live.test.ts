/** The page of a Flink job in a real browser: while it runs, when it fails, and its cancellation. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser, launchBrowser } from '../../../notebooks/test/browser.js';
import { fileBeside, PATIENT, useLive } from '../../flink/test/harness.js';
import { MARKUP } from './markup.js';
import { type ServedConsole, serveConsole } from './served-console.js';
import { openWatched } from './watched-page.js';

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;

const live = useLive();
let served: ServedConsole;
let browser: Browser | undefined;

beforeAll(async () => {
  served = await serveConsole();
  if (!missing) browser = await launchBrowser();
});
afterAll(async () => {
  await Promise.all([served?.stop(), browser?.close()]);
});

describe.skipIf(missing)('a job (needs Chrome or Chromium)', () => {
  test('shows its operators, event time and lines, then the line of TypeScript that failed; another is cancelled', async () => {
    const [input, output, end] = await live.topics('jobs-in', 'jobs-out', 'jobs-end');
    const file = fileBeside(import.meta.url, 'jobs/hostile.ts');
    const args = { broker: live.broker, input, output };
    const job = await live.run(file, { args });
    await live.produce(
      input,
      Array.from({ length: 10 }, (_, n) => ({ value: { time: 1_767_225_600_000 + n * 1000 } })),
    );
    await live.consume(output, 10);
    const { page, problems } = await openWatched(browser as Browser, served.url);
    await page.goto(`/jobs/${job.id}`);
    await page.getByText('RUNNING', { exact: true }).first().waitFor();
    const operator = page.getByRole('rowheader', { name: `step ${MARKUP}` });
    await operator.waitFor();
    const row = page.getByRole('row').filter({ has: operator });
    await row.getByRole('cell', { name: '10', exact: true }).first().waitFor();
    await page.getByText('The graph in words').click();
    await page.getByText(`then step ${MARKUP}`).waitFor();
    await page.getByText(/behind the newest event time/).waitFor();
    await page.getByText(`line ${MARKUP}`).first().waitFor();
    await page.getByText(/One each 300 ms: [1-9]\d* completed/).waitFor();
    await page.getByRole('img', { name: /^The graph of job/ }).waitFor();

    await page.goto(`/groups/${encodeURIComponent(`${input}-flink`)}`);
    await page
      .getByText(/Flink commits?.*for show|commits offsets for show/)
      .first()
      .waitFor();

    await page.goto(`/jobs/${job.id}`);
    await live.produce(input, [{ value: { time: 1_767_225_700_000, poison: true } }]);
    await page.getByText('FAILED', { exact: true }).first().waitFor();
    await page
      .getByText(/hostile\.ts:\d+:\d+/)
      .first()
      .waitFor();
    await page.getByText(`Error: poison ${MARKUP}`).first().waitFor();

    const another = await live.run(file, { args: { ...args, input: output, output: end, subtasks: 2 } });
    await page.goto('/jobs');
    await page
      .getByRole('link', { name: `job ${MARKUP}` })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Warning', exact: true }).waitFor();
    await page.getByText(`"window ${MARKUP}" may never fire: "items" has 2 subtasks for 1 partition`).waitFor();
    await page.getByRole('button', { name: 'Cancel the job …' }).click();
    await page.getByText(`npm run flink stop ${another.id.slice(0, 8)}`).waitFor();
    await page.getByRole('button', { name: 'Cancel the job', exact: true }).click();
    await page.getByText('CANCELED', { exact: true }).first().waitFor();
    expect((await another.status()).state).toBe('CANCELED');
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(problems).toEqual([]);
    await page.close();
  });

  test('that restarts again and again does not look well, in the list and on its page', async () => {
    const [input] = await live.topics('restarting');
    const file = fileBeside(import.meta.url, '../../flink/test/client/jobs/restarting.ts');
    const job = await live.run(file, { args: { broker: live.broker, input, once: false } });
    await live.produce(input, [{ value: -1 }]);
    await expect.poll(async () => (await job.restarts()).restarts, { timeout: PATIENT.timeoutMs }).toBeGreaterThan(2);
    const { page, problems } = await openWatched(browser as Browser, served.url);
    await page.goto('/jobs');
    const row = page.getByRole('row').filter({ hasText: job.id.slice(0, 8) });
    await row.getByText(/, restarted \d+ times/).waitFor();
    await row.getByText(/restarting\.ts:\d+:\d+: .*RangeError: below zero/).waitFor();
    await row.getByRole('link').click();
    await page.getByRole('heading', { name: /^It failed: Flink restarted it \d+ times/ }).waitFor();
    await page.getByText('record: -1').first().waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });
});
