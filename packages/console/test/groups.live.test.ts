/** The page of a consumer group in a real browser: through a rebalance, a refused and a carried out reset, and a deletion. */

import { setGroupOffsets } from '@workbook/kafka';
import { readSettings } from '@workbook/services';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { findBrowser, launchBrowser } from '../../../notebooks/test/browser.js';
import { useLive } from '../../flink/test/harness.js';
import type { GroupList, ResetPreview } from '../src/api/groups.js';
import { nameInAddress } from '../src/api/names.js';
import type { Part } from '../src/api/part.js';
import { MARKUP } from './markup.js';
import { type ServedConsole, serveConsole } from './served-console.js';
import { openWatched } from './watched-page.js';

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;
const WAIT = { timeout: 60_000, interval: 200 };

const live = useLive();
const kafka = new Kafka({ brokers: readSettings().kafka.bootstrapServers, logLevel: logLevel.NOTHING });
const admin = kafka.admin();
const consumers: Consumer[] = [];
let served: ServedConsole;
let browser: Browser | undefined;

async function consume(groupId: string, clientId: string, topic: string): Promise<Consumer> {
  const client = new Kafka({ clientId, brokers: readSettings().kafka.bootstrapServers, logLevel: logLevel.NOTHING });
  const consumer = client.consumer({ groupId, maxWaitTimeInMs: 100, sessionTimeout: 10_000, rebalanceTimeout: 10_000 });
  consumers.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ autoCommitInterval: 200, eachMessage: async () => undefined });
  return consumer;
}

const committed = async (groupId: string) =>
  (await admin.fetchOffsets({ groupId })).flatMap(({ partitions }) =>
    [...partitions].sort((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset)),
  );

beforeAll(async () => {
  [served] = await Promise.all([serveConsole(), admin.connect()]);
  if (!missing) browser = await launchBrowser();
});
afterEach(async () => {
  await Promise.all(consumers.splice(0).map((consumer) => consumer.disconnect()));
});
afterAll(async () => {
  await Promise.all([served?.stop(), browser?.close(), admin.disconnect()]);
});

describe.skipIf(missing)('a consumer group (needs Chrome or Chromium)', () => {
  test('is followed through a rebalance, reset when nobody reads, and deleted by its name', async () => {
    const [topic] = await live.topics({ name: 'groups', partitions: 2 });
    const group = `group ${MARKUP} ${live.unique('x')}`;
    for (const partition of [0, 1]) {
      await live.produce(
        topic,
        Array.from({ length: 20 }, (_, n) => ({ value: { n }, partition, timestamp: 1_000_000 + n })),
      );
    }
    const first = await consume(group, `anna ${MARKUP}`, topic);
    await vi.waitFor(async () => expect(await committed(group)).toEqual([20, 20]), WAIT);
    const { page, problems } = await openWatched(browser as Browser, served.url);
    await page.goto('/groups');
    await page.getByRole('link', { name: group }).click();
    await page.getByText('Stable', { exact: true }).waitFor();
    await page.getByText(`${topic}: 0, 1`).waitFor();

    const second = await consume(group, 'bert', topic);
    await page.getByText(/· 2 members/).waitFor();
    await page.getByText(/What happened while/).click();
    await page
      .getByText(/bert joined/)
      .first()
      .waitFor();
    await page.getByRole('img', { name: /Who read which partition.*2 members read now/ }).waitFor();
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page
      .getByText(/has 2 members .*Stop the group’s consumers/)
      .first()
      .waitFor();
    expect(await page.getByRole('button', { name: 'Set these offsets' }).isDisabled()).toBe(true);
    const offsets = [{ topic, partition: 0, offset: 5 }];
    const path = `/groups/${encodeURIComponent(group)}`;
    expect(await served.change('PUT', `${path}/offsets`, { offsets })).toMatchObject({ status: 409 });
    expect(await served.change('DELETE', path, undefined)).toMatchObject({ status: 409 });

    await Promise.all([first.disconnect(), second.disconnect()]);
    await page.getByText(/· 0 members/).waitFor();
    await page.getByLabel('an offset').check();
    await page.getByLabel('Offset', { exact: true }).fill('5');
    await page.getByRole('combobox', { name: 'Topic' }).selectOption(topic);
    await page.getByRole('combobox', { name: 'Partition' }).selectOption('1');
    await page.getByRole('button', { name: 'Show what would change' }).click();
    await page.getByText('reads 15 messages again.').waitFor();
    await page.getByRole('button', { name: 'Set these offsets' }).click();
    await page.getByText('The offsets of one partition are set.').waitFor();
    expect(await committed(group)).toEqual([20, 5]);
    await page.getByText(/15 messages behind in all/).waitFor();
    const answer = await served.change('POST', `${path}/preview`, { to: { kind: 'time', time: 1_000_010 } });
    expect((answer.body as ResetPreview).rows.map(({ target }) => target)).toEqual([10, 10]);
    await vi.waitFor(async () => {
      const list = await served.get<Part<GroupList>>('/groups');
      const line = list.value?.groups.find(({ id }) => id === group);
      expect(line).toMatchObject({
        state: 'Empty',
        members: 0,
        lag: 15,
        topics: [topic],
      });
    }, WAIT);

    await page.getByRole('button', { name: 'Delete this group …' }).click();
    const action = page.getByRole('button', { name: 'Delete the group' });
    expect(await action.isDisabled()).toBe(true);
    await page.getByLabel(/to go on/).fill(group);
    await action.click();
    await page.waitForURL(/\/groups$/);
    const { groups } = await admin.listGroups();
    expect(groups.map(({ groupId }) => groupId)).not.toContain(group);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(problems).toEqual([]);
    await page.close();
  });
});

test('a group whose name an address would take for something else has its page, and can be deleted', async () => {
  const [topic] = await live.topics({ name: 'named', partitions: 1 });
  const names = ['..', '.', '~', '~..', 'a/../b', '%2E%2E', 'a\\b?c#d', ' ', 'events', 'ü 😀'];
  for (const name of names) await setGroupOffsets(readSettings(), name, [{ topic, partition: 0, offset: 0 }]);
  for (const name of names) {
    const path = `/groups/${nameInAddress(name)}`;
    const stream = await fetch(`${served.url}/api${path}/events`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let isOver = false; !isOver && !/event: (sample|problem)/.test(text.slice(0, text.lastIndexOf('\n\n'))); ) {
      const { value = '', done } = (await reader?.read()) ?? { done: true };
      text += value;
      isOver = done;
    }
    await reader?.cancel();
    expect(text).toContain(`"topic":"${topic}","partition":0,"committed":0`);
    expect(await served.change('DELETE', path, undefined)).toEqual({ status: 200, body: { deleted: name } });
  }
});

test('a group that does not exist is a sentence, and looking creates none', async () => {
  const name = live.unique('nobody');
  const stream = await fetch(`${served.url}/api/groups/${name}/events`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!text.includes('not-found')) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) break;
    text += value;
  }
  await reader?.cancel();
  expect(text).toContain(`There is no consumer group \\"${name}\\"`);
  const { groups } = await admin.listGroups();
  expect(groups.map(({ groupId }) => groupId)).not.toContain(name);
});
