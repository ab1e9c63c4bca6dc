/** A broker that is killed and comes back while a live tail is open. */
import { createTopics, kill, readSettings, up } from '@workbook/services';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../notebooks/test/browser.js';
import { type ServedConsole, serveConsole } from './served-console.js';

const TOPIC = 'through-a-restart';
const settings = readSettings();
let served: ServedConsole;
let browser: Browser;
const kafka = new Kafka({
  brokers: settings.kafka.bootstrapServers,
  logLevel: logLevel.NOTHING,
  retry: { retries: 30, initialRetryTime: 100, maxRetryTime: 1_000 },
});
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const admin = kafka.admin();

/** One after the other: where one partition is not served yet, kafkajs sends the others of the same request again. */
async function send(...values: string[]): Promise<void> {
  for (const [index, value] of values.entries()) {
    await producer.send({ topic: TOPIC, messages: [{ partition: index % 2, value }] });
  }
}

beforeAll(async () => {
  await createTopics(settings, [{ name: TOPIC, partitions: 2 }]);
  [served, browser] = await Promise.all([serveConsole(), launchBrowser(), producer.connect(), admin.connect()]);
});
afterAll(async () => {
  await Promise.all([browser?.close(), served?.stop()]);
  await admin.deleteTopics({ topics: [TOPIC] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

test('the page says that Kafka is away, and goes on by itself without losing a message', async () => {
  const page = await browser.newPage();
  page.setDefaultTimeout(90_000);
  await page.goto(`${served.url}/topics/${TOPIC}?view=live`);
  await page.locator('.state', { hasText: 'Live' }).waitFor();
  await page.locator('.empty').waitFor();
  await send('before 0', 'before 1');
  await page.getByText('2 came').waitFor();
  await kill(settings, 'kafka', 'SIGKILL');
  await page.locator('.state', { hasText: 'Kafka is away' }).waitFor();
  await page.getByText('npm run services up').first().waitFor();
  expect(await page.getByText('before 1').count()).toBe(1);
  await up(settings);
  // Sent before the page can know that Kafka is back.
  await send('after 0', 'after 1');
  await page.locator('.state', { hasText: 'Live' }).waitFor();
  await page.getByText('4 came').waitFor();
  for (const text of ['before 0', 'before 1', 'after 0', 'after 1']) {
    expect(await page.getByText(text, { exact: true }).count()).toBe(1);
  }
});
