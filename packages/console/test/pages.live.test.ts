/** Every page of the console in a real browser, against live services: readable, operable, and open to nobody else. */
import http from 'node:http';
import path from 'node:path';
import { FlinkClient, type JobHandle } from '@workbook/flink';
import { createTopics, readSettings, startConsole, stopConsole } from '@workbook/services';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { findBrowser, launchBrowser } from '../../../notebooks/test/browser.js';
import { fillPath } from '../src/client/browser/address.js';
import { PAGES } from '../src/client/pages.js';
import { freePort } from './free-port.js';
import { isTooWide, LOOKS, openWatched, settled, violations } from './watched-page.js';

const settings = readSettings();
const TOPIC = 'console-pages';
const JOB = path.join(settings.repository, 'bench', 'echo-job.ts');

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;

const kafka = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const flink = new FlinkClient(settings.flink.url, { mapsDirectory: path.join(settings.home, 'maps') });
let job: JobHandle;
let browser: Browser;
let url: string;

const restart = async () => {
  await stopConsole(settings);
  ({ url } = await startConsole(settings));
};

beforeAll(async () => {
  if (missing) return;
  vi.stubEnv('WORKBOOK_CONSOLE_PORT', String(await freePort()));
  [browser] = await Promise.all([
    launchBrowser(),
    restart(),
    producer.connect(),
    createTopics(settings, [
      { name: TOPIC, partitions: 2 },
      { name: `${TOPIC}-out`, partitions: 1 },
    ]),
  ]);
  const bootstrapServers = settings.kafka.bootstrapServers.join(',');
  job = await flink.submit(JOB, { args: { bootstrapServers, input: TOPIC, output: `${TOPIC}-out` } });
});
afterAll(async () => {
  await job?.cancel();
  await Promise.all([browser?.close(), stopConsole(settings), producer.disconnect()]);
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [TOPIC, `${TOPIC}-out`] }).catch(() => undefined);
  await admin.disconnect();
  vi.unstubAllEnvs();
});

describe.skipIf(missing)('every page (needs Chrome or Chromium)', () => {
  test.for(LOOKS)('is accessible, runs under its policy and fits $width px in $scheme', async (looks) => {
    const { page, problems } = await openWatched(browser, url, looks);
    const params = { topic: TOPIC, slug: 'kafka-producer' };
    const idOn = (address: string) =>
      address.startsWith('/jobs') ? job.id : address.startsWith('/pipelines') ? 'transactions' : 'nobody';
    for (const { path: pattern } of [...PAGES, { path: '/no/such/page' }]) {
      const address = fillPath(pattern, { ...params, id: idOn(pattern) });
      const answer = await page.goto(address);
      expect(answer?.headers()['content-security-policy'], address).toContain("default-src 'none'");
      await settled(page);
      expect(await violations(page), address).toEqual([]);
      expect(await isTooWide(page), address).toBe(false);
      expect(problems, address).toEqual([]);
    }
    await page.close();
  });

  test('is reached by its address, by the navigation and by the back button, and says its name', async () => {
    const { page, problems } = await openWatched(browser, url);
    await page.goto('/lessons/kafka-producer');
    await page.getByRole('heading', { level: 1, name: 'Lesson 1: the Kafka producer' }).waitFor();
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await expect.poll(() => page.title()).toBe('Overview · Workbook console');
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Lesson 1: the Kafka producer' }).waitFor();
    await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Lesson 1: the Kafka producer' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    expect(problems).toEqual([]);
    await page.close();
  });
});

/** What the page asks for until it has asked twice how the console is, beside that. */
async function askedMeanwhile(page: Page): Promise<string[]> {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (!/^\/api\/(session|overview)/.test(pathname)) asked.push(pathname + search);
  });
  await page.waitForRequest(/\/api\/session/);
  await page.waitForRequest(/\/api\/session/);
  return asked;
}

const NOT_THERE = [
  ['/lessons/99', 'There is no lesson "99".', 'Lessons'],
  ['/topics/no-such-topic', 'There is no topic "no-such-topic".', 'Topics'],
  ['/groups/no-such-group', 'There is no consumer group "no-such-group".', 'Consumer groups'],
  ['/jobs/0123', 'Flink knows no job with the id 0123.', 'Flink jobs'],
  [`/jobs/${'0'.repeat(32)}`, `Flink knows no job with the id ${'0'.repeat(32)}.`, 'Flink jobs'],
  ['/pipelines/nothing', 'There is no pipeline "nothing".', 'Pipelines'],
] as const;

describe.skipIf(missing)('a page of what is not there', () => {
  test('says so once, and leads back', async () => {
    const look = async ([address, sentence, list]: (typeof NOT_THERE)[number]) => {
      const { page, problems } = await openWatched(browser, url);
      await page.goto(address);
      await page.getByText(sentence).waitFor();
      expect(await askedMeanwhile(page), address).toEqual([]);
      await page.getByRole('link', { name: /^The list of/ }).click();
      await page.getByRole('heading', { level: 1, name: list }).waitFor();
      expect(problems, address).toEqual([]);
      await page.close();
    };
    await Promise.all(NOT_THERE.map(look));
  });
});

describe.skipIf(missing)('a filter in an address that can not be read', () => {
  test('is refused once, with its place, among kept messages and live', async () => {
    const { page } = await openWatched(browser, url);
    for (const view of ['messages', 'live']) {
      await page.goto(`/topics/${TOPIC}?${new URLSearchParams({ view, json: 'amount > four' })}`);
      await page.getByText('at character 10, ">" compares with a number, and "four" is none.').waitFor();
      expect((await askedMeanwhile(page)).filter((it) => /\/(tail|messages)/.test(it))).toEqual([]);
    }
    await page.goto(`/topics/${TOPIC}?partitions=0,7`);
    await page.getByText('has the partitions 0 to 1; there is no 7.').waitFor();
    await page.goto(`/topics/${TOPIC}?view=live&fitler=a`);
    await page.getByText('The address says fitler=; did you mean json=?').waitFor();
    await page.close();
  });
});

describe.skipIf(missing)('the overview', () => {
  test('shows services, what is written to a topic, running jobs and lessons, in two tabs at once', async () => {
    const tabs = await Promise.all([openWatched(browser, url), openWatched(browser, url)]);
    await Promise.all(tabs.map(({ page }) => page.goto('/')));
    const [first, second] = tabs.map(({ page }) => page);
    if (!first || !second) throw new Error('no tabs');
    for (const name of ['Kafka', 'Flink JobManager', 'Flink TaskManager']) {
      await first.getByRole('row', { name: new RegExp(`^${name} running`) }).waitFor();
    }
    await first.getByRole('row', { name: /^echo RUNNING/ }).waitFor();
    await first.getByText(/of \d+ lessons solved/).waitFor();

    const busy = new AbortController();
    const writing = (async () => {
      for (let id = 0; !busy.signal.aborted; id++) {
        await producer.send({ topic: TOPIC, messages: [{ key: `${id}`, value: JSON.stringify({ id }) }] });
      }
    })();
    // Per second and kept: both above nothing.
    const row = (page: typeof first) => page.getByRole('row', { name: new RegExp(`^${TOPIC} [1-9][\\d,.]* [1-9]`) });
    await Promise.all([row(first).waitFor(), row(second).waitFor()]);
    await first.locator('figure svg[role=img][aria-label*="records per second now"]').waitFor();
    await second.close();
    busy.abort();
    await writing;
    await first.getByRole('row', { name: new RegExp(`^${TOPIC} 0 `) }).waitFor();
    expect(tabs.flatMap(({ problems }) => problems)).toEqual([]);
    await first.close();
  });

  test('goes on by itself after the console was started again, and can change things again', async () => {
    const { page } = await openWatched(browser, url);
    await page.goto('/lessons/kafka-producer');
    await page.getByText('1. An order becomes a record').waitFor();
    const [before] = [url];
    await stopConsole(settings);
    await page.getByText('The console does not answer.').waitFor();
    await restart();
    expect(url).toBe(before);
    await page.getByText('The console does not answer.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /hint for task 1/ }).click();
    await page.getByText('A nudge').waitFor();
    await page.close();
  });
});

describe.skipIf(missing)('a page of somebody else', () => {
  test('reads nothing, changes nothing and shows nothing of the console', async () => {
    const server = http
      .createServer((_request, response) => {
        response.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title><main></main>');
      })
      .listen(0, '127.0.0.1');
    await expect.poll(() => server.listening).toBe(true);
    const { port } = server.address() as { port: number };
    const page = await browser.newPage();
    try {
      await page.goto(`http://127.0.0.1:${port}/`);
      const outcomes = await page.evaluate(async (console) => {
        const outcome = (promise: Promise<unknown>) =>
          promise.then(
            () => 'done',
            () => 'refused',
          );
        const loads = (tag: 'img' | 'script', source: string) =>
          outcome(
            new Promise((resolve, reject) => {
              const element = Object.assign(document.createElement(tag), {
                onload: resolve,
                onerror: reject,
                src: source,
              });
              document.body.append(element);
            }),
          );
        const stream = (source: string) =>
          outcome(
            new Promise((resolve, reject) => {
              const events = new EventSource(source);
              events.onopen = resolve;
              events.onerror = reject;
            }),
          );
        return {
          read: await outcome(fetch(`${console}/api/session`)),
          change: await outcome(fetch(`${console}/api/lessons/kafka-producer/check`, { method: 'POST' })),
          stream: await stream(`${console}/api/overview/events`),
          image: await loads('img', `${console}/api/session`),
          script: await loads('script', `${console}/api/session`),
          page: await outcome(fetch(`${console}/`, { mode: 'no-cors' })),
        };
      }, url);
      expect(outcomes).toEqual({
        read: 'refused',
        change: 'refused',
        stream: 'refused',
        image: 'refused',
        script: 'refused',
        page: 'refused',
      });
      await page.setContent(`<iframe src="${url}/"></iframe>`);
      await expect.poll(() => page.frames().length).toBe(2);
      const framed = await page.frames()[1]?.evaluate(() => document.querySelector('#app') !== null);
      expect(framed).toBe(false);
    } finally {
      await page.close();
      server.close();
      server.closeAllConnections();
    }
    const { check } = (await (await fetch(`${url}/api/lessons/kafka-producer`)).json()) as { check?: unknown };
    expect(check).toBeUndefined();
  });

  test('gets nothing under another name for 127.0.0.1, nor without the token', async () => {
    const { port } = new URL(url);
    const status = (headers: http.OutgoingHttpHeaders, method = 'GET') =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = { host: '127.0.0.1', port, path: '/api/session', method, headers };
        http
          .request(options, (response) => {
            response.resume();
            resolve(response.statusCode);
          })
          .once('error', reject)
          .end();
      });
    expect(await status({ host: `rebound.example:${port}` })).toBe(403);
    expect(await status({ host: `localhost:${port}` })).toBe(200);
    expect(await status({}, 'POST')).toBe(403);
    expect(await status({ 'x-workbook-token': 'guessed' }, 'DELETE')).toBe(403);
  });
});
