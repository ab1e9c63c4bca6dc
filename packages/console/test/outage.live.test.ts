/** Before Kafka and Flink run, and after Kafka dies, the console says so, shows what it knew, and recovers by itself. */
import { rm } from 'node:fs/promises';
import {
  createTopics,
  down,
  freeInstance,
  kill,
  type Settings,
  startConsole,
  stopConsole,
  up,
} from '@workbook/services';
import { Kafka, logLevel } from 'kafkajs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { findBrowser, launchBrowser } from '../../../notebooks/test/browser.js';
import { freePort } from './free-port.js';
import { openWatched, violations } from './watched-page.js';

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;

let settings: Settings;
let browser: Browser;
let url: string;

beforeAll(async () => {
  if (missing) return;
  settings = await freeInstance(`${process.env.WORKBOOK_HOME}-outage`);
  vi.stubEnv('WORKBOOK_CONSOLE_PORT', String(await freePort()));
  [browser, { url }] = await Promise.all([launchBrowser(), startConsole(settings)]);
});
afterAll(async () => {
  if (missing) return;
  await Promise.all([browser?.close(), stopConsole(settings), down(settings)]);
  await rm(settings.home, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

test.skipIf(missing)('the overview shows an outage and its end', async () => {
  const { page, problems } = await openWatched(browser, url);
  await page.goto('/');
  await page.getByRole('row', { name: /^Kafka stopped/ }).waitFor();
  await page.getByText(`Kafka does not answer at 127.0.0.1:${settings.ports.kafka}.`).waitFor();
  await page.getByText(`Flink does not answer at ${settings.flink.url}.`).waitFor();
  await page.getByText('Bring it back with npm run services up').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Kafka down' }).waitFor();
  expect(await violations(page)).toEqual([]);

  await up(settings);
  await createTopics(settings);
  await page.getByRole('row', { name: /^Flink TaskManager running/ }).waitFor();
  await page.getByText('No topic holds a message yet.').waitFor();
  await sendRecord('transactions');
  await page.getByRole('row', { name: /^transactions / }).waitFor();
  await page.getByText('does not answer').waitFor({ state: 'detached' });

  await kill(settings, 'kafka', 'SIGKILL');
  await page.getByRole('row', { name: /^Kafka crashed/ }).waitFor();
  await page.getByText('What you see is old').waitFor();
  expect(await page.getByRole('row', { name: /^transactions / }).isVisible()).toBe(true);

  await up(settings);
  await page.getByText('What you see is old').waitFor({ state: 'detached' });
  await page.getByRole('row', { name: /^Kafka running/ }).waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

/** A topic has its row in the overview once it holds a record. */
async function sendRecord(topic: string): Promise<void> {
  const kafka = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  try {
    await producer.send({ topic, messages: [{ value: '{}' }] });
  } finally {
    await producer.disconnect();
  }
}
