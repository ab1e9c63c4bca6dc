/** The webcam's page in a real browser, with Chromium's camera that isn't there: a green field with a clock. */

import { readSettings } from '@workbook/services';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { findBrowser, launchBrowser } from '../../../notebooks/test/browser.js';
import { Program } from '../../program/test/program.js';
import type { CapturedFrame } from '../frame-source.js';
import { WebcamSource } from '../webcam-source.js';

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;
const PATIENCE = { timeout: 90_000, interval: 50 };
const CAMERA = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

let said: string[] = [];
let source: WebcamSource | undefined;
const browsers: Browser[] = [];
let withCamera: Browser | undefined;

beforeAll(async () => {
  if (!missing) withCamera = await launch(CAMERA);
});
afterEach(async () => {
  await source?.close();
  for (const browser of browsers) for (const context of browser.contexts()) await context.close();
});
afterAll(() => Promise.all(browsers.map((browser) => browser.close())));

async function launch(args: string[] = []): Promise<Browser> {
  const browser = await launchBrowser(args);
  browsers.push(browser);
  return browser;
}

async function open(port = 0): Promise<WebcamSource> {
  said = [];
  const say = (sentence: string) => void said.push(sentence);
  source = await WebcamSource.open({ fps: 10, size: { width: 320, height: 240 }, quality: 80, port, say });
  return source;
}

async function visit(browser: Browser | undefined, url: string): Promise<Page> {
  if (!browser) throw new Error('The browser did not start.');
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE.timeout);
  await page.goto(url);
  return page;
}

async function take(from: WebcamSource, count: number): Promise<CapturedFrame[]> {
  const frames: CapturedFrame[] = [];
  for await (const frame of from) if (frames.push(frame) === count) break;
  return frames;
}

const state = (page: Page) => page.locator('#state').innerText();

describe.skipIf(missing)('the webcam’s page (needs Chrome or Chromium)', () => {
  test('sends what the camera sees, as JPEGs with the time of their capture', async () => {
    const webcam = await open();
    const page = await visit(withCamera, webcam.url);
    const frames = await take(webcam, 5);
    expect(frames[0]).toMatchObject({ source: 'webcam', width: 320, height: 240, channels: 3 });
    const times = frames.map(({ capturedAt }) => capturedAt);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.abs(Date.now() - (times.at(-1) ?? 0))).toBeLessThan(30_000);
    const { format } = await sharp(frames[0]?.jpeg).metadata();
    expect(format).toBe('jpeg');
    // The camera that isn't there shows a green field.
    const [red, green, blue] = (await sharp(frames[4]?.jpeg).stats()).channels.map(({ mean }) => mean);
    expect(green).toBeGreaterThan(Math.max(red ?? 255, blue ?? 255) + 30);
    await expect.poll(() => page.locator('#sent').innerText(), PATIENCE).toMatch(/[1-9]\d* frames/);
    expect(await state(page)).toBe('The camera is on, and its frames go to Kafka.');
    expect(said).toContainEqual(expect.stringMatching(/^webcam: the camera is on \(.*fake.*\)\.$/i));
  });

  test('waits while nobody takes its frames, and counts those that it leaves out', async () => {
    const webcam = await open();
    const page = await visit(withCamera, webcam.url);
    await take(webcam, 1);
    await expect.poll(() => page.locator('#left-out').innerText(), PATIENCE).toMatch(/^([5-9]|\d\d+) frames/);
    const before = Date.now();
    const frames = await take(webcam, 4);
    // At most two were on their way; the others were captured after they were asked for.
    expect(frames.filter(({ capturedAt }) => capturedAt < before).length).toBeLessThanOrEqual(2);
    expect(webcam.skipped).toBeGreaterThan(3);
  });

  test('is one source for each page, stops and starts at its button, and says so when it is closed', async () => {
    const webcam = await open();
    const first = await visit(withCamera, webcam.url);
    await take(webcam, 1);
    const second = await visit(withCamera, webcam.url);
    const names = new Set<string>();
    for await (const { source: name } of webcam) if (names.add(name).size === 2) break;
    expect([...names].sort()).toEqual(['webcam', 'webcam-2']);
    await second.close();
    await expect
      .poll(() => said.join('\n'), PATIENCE)
      .toContain(`webcam-2: the page was closed. To go on, open ${webcam.url} again.`);
    await first.getByRole('button', { name: 'Stop the camera' }).click();
    expect(await state(first)).toBe('The camera is stopped.');
    await expect.poll(() => said.join('\n'), PATIENCE).toContain('webcam: the camera was stopped on the page.');
    await first.getByRole('button', { name: 'Start the camera' }).press('Enter');
    await expect.poll(() => state(first), PATIENCE).toContain('The camera is on');
  });

  test('goes on by itself when the producer was started again', async () => {
    const webcam = await open();
    const page = await visit(withCamera, webcam.url);
    await take(webcam, 1);
    await webcam.close();
    await expect.poll(() => state(page), PATIENCE).toMatch(/npm run video:producer webcam.*goes on by itself/);
    const again = await open(Number(new URL(webcam.url).port));
    expect(again.url).toBe(webcam.url);
    expect(await take(again, 2)).toHaveLength(2);
    await expect.poll(() => state(page), PATIENCE).toBe('The camera is on, and its frames go to Kafka.');
  });

  test('brings frames to Kafka with npm run video:producer webcam, until Ctrl-C', async () => {
    const args = ['webcam', 'no-open', 'size=320x240', 'port=8186'];
    const producer = new Program('video/producer-cli.ts', args, readSettings().home);
    try {
      await producer.says(/Open the camera's page: http:\/\/127\.0\.0\.1:\d+\//);
      const page = await visit(withCamera, /http:\S+\//.exec(producer.output)?.[0] ?? '');
      await producer.says(/[1-9]\d* frames confirmed/);
      producer.interrupt();
      expect(await producer.ends(), producer.output).toBe(0);
      await expect.poll(() => state(page), PATIENCE).toMatch(/^The producer has ended\. Start it again/);
    } finally {
      await producer.kill();
    }
  });

  test('says that permission was refused, and that there is no camera, and what to do', async () => {
    const webcam = await open();
    const without = await launch();
    await without.contexts()[0]?.close();
    const allowed = await without.newContext({ permissions: ['camera'] });
    const page = await allowed.newPage();
    page.setDefaultTimeout(PATIENCE.timeout);
    await page.goto(webcam.url);
    await expect.poll(() => state(page), PATIENCE).toMatch(/^No camera was found\. Plug one in/);
    expect(await page.getByRole('button').innerText()).toBe('Try again');
    await vi.waitFor(() => expect(said.join('\n')).toMatch(/the browser finds no camera\. Plug one in/), PATIENCE);
    const refusing = await launch(['--use-fake-device-for-media-stream']);
    const refused = await visit(refusing, webcam.url);
    await expect.poll(() => state(refused), PATIENCE).toMatch(/permission was refused\. Allow it .* "Try again"/);
    await vi.waitFor(() => expect(said.join('\n')).toMatch(/the browser may not use the camera\. Allow it/), PATIENCE);
    await refused.context().grantPermissions(['camera']);
    await refused.getByRole('button', { name: 'Try again' }).click();
    expect((await take(webcam, 1))[0]?.source).toMatch(/^webcam/);
  });
});
