/**
 * The console's pages of topics in a real browser: node --import tsx bench/console-topics.ts
 *
 * WORKBOOK_BENCH_TAIL_MINUTES says how long the server's memory is watched while a topic is followed.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { createTopics, type Settings, waitFor } from '@workbook/services';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../notebooks/test/browser.js';
import { type ServedConsole, serveConsole } from '../packages/console/test/served-console.js';
import { type Figure, median, seconds, timeFigure } from './figures.js';
import { measure, ownServices, type Scope } from './measure.js';

const TOPIC = 'bench-tail';
const QUIET = 'bench-quiet';
const PER_SECOND = 5_000;
const SLICE_MS = 50;
const MARKS = 100;
const CLICKS = 40;
const TOPICS = 500;
const PARTITIONS = 12;
/** As many topics are made with one request. */
const AT_ONCE = 25;
const MINUTES = Number(process.env.WORKBOOK_BENCH_TAIL_MINUTES ?? 1);
const PAGE_RUNS = 7;

/** In the page: how long after it was sent each marked message was drawn. */
const WATCH_MARKS = `
  window.seen = new Map();
  new MutationObserver(() => requestAnimationFrame(() => {
    for (const line of document.querySelectorAll('.message-value')) {
      const sentAt = /sent at (\\d+)/.exec(line.textContent)?.[1];
      if (sentAt && !window.seen.has(sentAt)) window.seen.set(sentAt, Date.now() - Number(sentAt));
    }
  })).observe(document.body, { childList: true, subtree: true, characterData: true });
`;
/** In the page: from each click to the next picture, as far as that took 16 ms or more. */
const WATCH_CLICKS = `
  window.times = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === 'click') window.times.push(entry.duration);
  }).observe({ type: 'event', durationThreshold: 16 });
`;

await measure("The console's topics", async (scope) => {
  const settings = await ownServices(scope);
  await createTopics(settings, [
    { name: TOPIC, partitions: 4, config: { 'retention.bytes': String(64 * 1024 * 1024) } },
    { name: QUIET, partitions: 4 },
  ]);
  const served = await serveConsole(settings.home);
  scope.onEnd(served.stop);
  const browser = await launchBrowser();
  scope.onEnd(() => browser.close());
  const quiet = await visibleAfter(settings, browser, served, QUIET);
  const load = await startLoad(settings, scope);
  const figures = [
    delayFigure('produce to visible in the tail, p95', quiet),
    ...(await underLoad(settings, browser, served)),
    load.figure(),
  ];
  await load.stop();
  return [...figures, ...(await manyTopics(settings, browser, served))];
});

function kafkaOf(settings: Settings): Kafka {
  return new Kafka({ clientId: 'bench', brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING });
}

/** Opens a topic's live tail and waits until it reads. */
async function openTail(browser: Browser, served: ServedConsole, topic: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${served.url}/topics/${topic}?view=live`);
  await page.locator('.state', { hasText: 'Live' }).waitFor();
  return page;
}

/** Sends messages with the time in them, and reads how long each took until the page had drawn it; in ms. */
async function visibleAfter(settings: Settings, browser: Browser, served: ServedConsole, topic: string) {
  const page = await openTail(browser, served, topic);
  await page.getByLabel('Key contains').fill('mark');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.locator('.state', { hasText: 'Live' }).waitFor();
  await page.evaluate(WATCH_MARKS);
  const producer = kafkaOf(settings).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  for (let i = 0; i < MARKS; i++) {
    await producer.send({ topic, messages: [{ key: `mark ${i}`, value: `sent at ${Date.now()}` }] });
    await delay(60);
  }
  const drawn = async () => {
    const times = (await page.evaluate('[...window.seen.values()]')) as number[];
    return times.length >= MARKS ? times : undefined;
  };
  const found = await waitFor(drawn, { deadlineMs: 60_000 });
  if (!found) throw new Error(`Not all of ${MARKS} messages were shown within a minute.`);
  await producer.disconnect();
  await page.close();
  return found;
}

function delayFigure(what: string, times: readonly number[]): Figure {
  const p95 = percentile(times, 0.95);
  return {
    what,
    target: '≤ 0.25 s',
    measured: `${seconds(p95)} (median ${seconds(median(times))} of ${times.length})`,
    reached: p95 <= 250,
  };
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Writes {@link PER_SECOND} messages a second, in small batches. */
async function startLoad(settings: Settings, scope: Scope) {
  const producer = kafkaOf(settings).producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  let going = true;
  let sent = 0;
  const began = performance.now();
  const running = (async () => {
    while (going) {
      const due = Math.floor(((performance.now() - began) / 1_000) * PER_SECOND) - sent;
      if (due < (PER_SECOND * SLICE_MS) / 1_000) {
        await delay(SLICE_MS / 2);
        continue;
      }
      const messages = Array.from({ length: Math.min(due, PER_SECOND) }, (_, i) => ({
        key: `u-${(sent + i) % 97}`,
        value: JSON.stringify({ id: sent + i, user: 'Ada', amount: i / 4, at: Date.now() }),
      }));
      await producer.send({ topic: TOPIC, messages });
      sent += messages.length;
    }
    await producer.disconnect();
  })();
  const stop = () => {
    going = false;
    return running;
  };
  scope.onEnd(stop);
  const figure = (): Figure => {
    const rate = sent / ((performance.now() - began) / 1_000);
    return { what: 'messages written meanwhile', target: '', measured: `${Math.round(rate)} a second` };
  };
  return { stop, figure };
}

async function underLoad(settings: Settings, browser: Browser, served: ServedConsole): Promise<Figure[]> {
  const visible = await visibleAfter(settings, browser, served, TOPIC);
  const page = await openTail(browser, served, TOPIC);
  await page.getByText('left out').waitFor({ timeout: 60_000 });
  const interactions = await clickTimes(page);
  const memory = await watchMemory(served.pid);
  const counts = await page.locator('.live-counts').innerText();
  console.log(`the page says: ${counts}`);
  await page.close();
  const slow = percentile(interactions, 0.98);
  return [
    delayFigure('the same, filtered out of 5,000 messages a second', visible),
    {
      what: 'tail at 5,000 messages a second: interaction to next paint',
      target: '≤ 0.10 s',
      measured: `${seconds(slow)} (98th percentile of ${interactions.length}, median ${seconds(median(interactions))})`,
      reached: slow <= 100,
    },
    ...memory,
  ];
}

/** Presses Pause and Go on, as a person would. From the press to the next picture, in ms, as the browser itself counts. */
async function clickTimes(page: Page): Promise<number[]> {
  await page.evaluate(WATCH_CLICKS);
  const button = page.getByRole('button', { name: /^(Pause|Go on)$/ });
  for (let i = 0; i < CLICKS; i++) {
    await button.click();
    await delay(100);
  }
  const told = (await page.evaluate('window.times')) as number[];
  // The browser does not tell of those below 16 ms.
  return [...told, ...Array.from({ length: Math.max(0, CLICKS - told.length) }, () => 16)];
}

/** The server's resident memory while the tail goes on. */
async function watchMemory(pid: number): Promise<Figure[]> {
  const target = '≤ 150 MB, flat';
  const what = `server's memory over ${MINUTES} min of tailing`;
  if (process.platform !== 'linux') return [{ what, target, measured: 'only measured on Linux' }];
  const samples: number[] = [];
  const end = performance.now() + MINUTES * 60_000;
  while (performance.now() < end) {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
    samples.push(Number(kilobytes) / 1024);
    await delay(1_000);
  }
  const third = Math.ceil(samples.length / 3);
  const [early, late] = [median(samples.slice(0, third)), median(samples.slice(-third))];
  const most = Math.max(...samples);
  return [
    {
      what,
      target,
      measured: `${Math.round(most)} MB at most; ${Math.round(early)} MB in the first third, ${Math.round(late)} MB in the last`,
      reached: most <= 150 && late <= early * 1.1,
    },
  ];
}

async function manyTopics(settings: Settings, browser: Browser, served: ServedConsole): Promise<Figure[]> {
  const admin = kafkaOf(settings).admin();
  await admin.connect();
  const names = Array.from({ length: TOPICS }, (_, i) => `many-${String(i).padStart(3, '0')}`);
  for (let next = 0; next < TOPICS; next += AT_ONCE) {
    const topics = names.slice(next, next + AT_ONCE).map((topic) => ({ topic, numPartitions: PARTITIONS }));
    await admin.createTopics({ waitForLeaders: false, topics });
  }
  await admin.disconnect();
  const page = await browser.newPage();
  const last = page.getByRole('link', { name: names.at(-1), exact: true });
  await page.goto(`${served.url}/topics`);
  await last.waitFor({ timeout: 120_000 });
  const times: number[] = [];
  for (let run = 0; run < PAGE_RUNS; run++) {
    await page.goto('about:blank');
    const begin = performance.now();
    await page.goto(`${served.url}/topics`, { waitUntil: 'commit' });
    await last.waitFor();
    times.push(performance.now() - begin);
  }
  await page.close();
  return [timeFigure(`the page with ${TOPICS} topics of ${PARTITIONS} partitions`, 1_000, times)];
}
