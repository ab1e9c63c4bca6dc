/** Checks from the console: watched, stopped, one at a time, remembered, and never left behind. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { readSettings, startConsole, stopConsole } from '@workbook/services';
import { Kafka, logLevel } from 'kafkajs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { forgetProgress } from '../../../checkpoints/test/fresh-progress.js';
import { copyLessons, hangInTaskThree, type LessonsCopy } from '../../../checkpoints/test/lessons-copy.js';
import { findBrowser, launchBrowser } from '../../../notebooks/test/browser.js';
import { freePort } from './free-port.js';
import { openWatched, violations } from './watched-page.js';

const settings = readSettings();
/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;

let lessons: LessonsCopy;
let browser: Browser;
let url: string;
let page: Page;
let problems: string[];

beforeAll(async () => {
  if (missing) return;
  forgetProgress();
  lessons = copyLessons(1, 2);
  vi.stubEnv('WORKBOOK_LESSONS', lessons.folder);
  vi.stubEnv('WORKBOOK_CONSOLE_PORT', String(await freePort()));
  await stopConsole(settings);
  [browser, { url }] = await Promise.all([launchBrowser(), startConsole(settings)]);
  ({ page, problems } = await openWatched(browser, url));
});
afterAll(async () => {
  await Promise.all([browser?.close(), stopConsole(settings)]);
  lessons?.remove();
  forgetProgress();
  vi.unstubAllEnvs();
});

const files = () => {
  const [lesson] = lessons.lessons;
  if (!lesson) throw new Error('The copy has no lesson.');
  return lesson;
};
const task = (number: number) => page.getByRole('listitem').filter({ hasText: new RegExp(`^${number}\\. `) });
const check = () => page.getByRole('button', { name: 'Check it' }).click();

/** The topics on the broker that belong to a check. */
async function topicsOfChecks(): Promise<string[]> {
  const admin = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return (await admin.listTopics()).filter((name) => name.startsWith('check-'));
  } finally {
    await admin.disconnect();
  }
}

test.skipIf(missing)(
  'a check is watched as it runs, its mistake is explained, and a solved lesson counts',
  async () => {
    await page.goto('/lessons/kafka-producer');
    await task(1).getByText('not tried').waitFor();

    const { solution, starter } = files();
    const right = readFileSync(solution, 'utf8');
    const wrong = right.replace('key: order.customerId', 'key: order.orderId');
    expect(wrong).not.toBe(right);
    writeFileSync(starter, wrong);
    await check();
    await page.getByRole('button', { name: 'Stop the check' }).waitFor();
    await page.getByText(/^\d of 6 tasks passed in /).waitFor();
    await task(1).getByText('failed').waitFor();
    await task(1).getByText('The key decides on the partition', { exact: false }).waitFor();
    expect(await violations(page)).toEqual([]);

    copyFileSync(solution, starter);
    await page.getByText('The file was saved since: check it again.').waitFor();
    // What was found stays for who comes back.
    await page.reload();
    await task(1).getByText('failed').waitFor();
    await check();
    await page.getByText(/^All 6 tasks passed in /).waitFor();
    await task(6).getByText('passed').waitFor();

    await page.getByRole('link', { name: 'Lessons' }).click();
    await page.getByRole('row', { name: /^1\. the Kafka producer solved 6 of 6 \d{4}-/ }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('listitem').filter({ hasText: '1. the Kafka producer' }).getByText('solved').waitFor();
    await page.getByText('1 of 2 lessons solved').waitFor();
    expect(problems).toEqual([]);
  },
);

test.skipIf(missing)('a check is stopped, and only one runs at a time', async () => {
  hangInTaskThree(files());
  await page.goto('/lessons/kafka-producer');
  await check();
  const other = await openWatched(browser, url);
  await other.page.goto('/lessons/partitioning');
  await other.page.getByText('Another lesson is being checked (kafka-producer)').waitFor();
  expect(await other.page.getByRole('button', { name: 'Check it' }).isDisabled()).toBe(true);
  await other.page.close();
  await page.getByRole('button', { name: 'Stop the check' }).click();
  await page.getByText('The check was stopped. Nothing was recorded.').waitFor();
  expect(await topicsOfChecks()).toEqual([]);
});

test.skipIf(missing)('hints come a step at a time, and npm run hint goes on from there', async () => {
  await page.goto('/lessons/partitioning');
  await page.getByRole('button', { name: 'A hint for task 1' }).click();
  await task(1).getByText('A nudge').waitFor();
  await page.getByRole('button', { name: 'The next hint for task 1 (1 of 3 seen)' }).click();
  await task(1).getByText('More', { exact: true }).waitFor();
  const progress = JSON.parse(readFileSync(`${settings.home}/progress.json`, 'utf8'));
  expect(progress.partitioning.hints).toEqual({ 1: 2 });
});

test.skipIf(missing)('without JupyterLab, the way to the notebook is a sentence with the command', async () => {
  await page.goto('/api/lessons/partitioning/notebook');
  await page.getByText('JupyterLab does not run').waitFor();
  expect(new URL(page.url()).pathname).toBe('/lessons/partitioning');
});

test.skipIf(missing)('a check that runs ends with the console, and leaves nothing behind', async () => {
  hangInTaskThree(files());
  await page.goto('/lessons/kafka-producer');
  await check();
  await vi.waitFor(async () => expect(await topicsOfChecks()).not.toEqual([]), { timeout: 60_000, interval: 100 });
  await stopConsole(settings);
  expect(await topicsOfChecks()).toEqual([]);
});
