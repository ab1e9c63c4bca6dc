/** A broker that is killed and comes back while a live tail is open. */
import { rm } from 'node:fs/promises';
import { createTopics, down, freeInstance, kill, type Settings, up } from '@workbook/services';
import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../../notebooks/test/browser.js';
import { type ServedConsole, serveConsole } from './served-console.js';

const TOPIC = 'through-a-restart';
const home = `${process.env.WORKBOOK_HOME}-console`;
let settings: Settings;
let served: ServedConsole;
let browser: Browser;
let producer: Producer;

const send = (...values: string[]) =>
  producer.send({ topic: TOPIC, messages: values.map((value, partition) => ({ partition: partition % 2, value })) });

beforeAll(async () => {
  settings = await freeInstance(home);
  await up(settings);
  await createTopics(settings, [{ name: TOPIC, partitions: 2 }]);
  [served, browser] = await Promise.all([serveConsole(home), launchBrowser()]);
  const kafka = new Kafka({
    brokers: settings.kafka.bootstrapServers,
    logLevel: logLevel.NOTHING,
    retry: { retries: 30, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
});
afterAll(async () => {
  await Promise.all([browser?.close(), served?.stop(), producer?.disconnect()]);
  await down(settings);
  await rm(home, { recursive: true, force: true });
});

test('the page says that Kafka is away, and goes on by itself without losing a message', async () => {
  const page = await browser.newPage();
  await page.goto(`${served.url}/topics/${TOPIC}?view=live`);
  await page.locator('.state', { hasText: 'Live' }).waitFor();
  await page.locator('.empty').waitFor();
  await send('before 0', 'before 1');
  await page.getByText('2 came').waitFor();
  await kill(settings, 'kafka', 'SIGKILL');
  await page.locator('.state', { hasText: 'Kafka is away' }).waitFor({ timeout: 60_000 });
  await page.getByText('npm run services up').first().waitFor();
  expect(await page.getByText('before 1').count()).toBe(1);
  await up(settings);
  // Sent before the page can know that Kafka is back.
  await send('after 0', 'after 1');
  await page.locator('.state', { hasText: 'Live' }).waitFor({ timeout: 60_000 });
  await page.getByText('4 came').waitFor({ timeout: 60_000 });
  for (const text of ['before 0', 'before 1', 'after 0', 'after 1']) {
    expect(await page.getByText(text, { exact: true }).count()).toBe(1);
  }
});
