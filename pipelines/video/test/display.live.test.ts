/** A video file on its way through producer, Kafka, Flink and the page; and what the page and the saving consumer make of frames. */

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { FlinkClient } from '@workbook/flink';
import { readSettings } from '@workbook/services';
import type { Admin } from 'kafkajs';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, test, vi } from 'vitest';
import { findBrowser, launchBrowser } from '../../../notebooks/test/browser.js';
import { kafkaClient } from '../../program/kafka.js';
import { endOf } from '../../program/offsets.js';
import { ResultConsumer } from '../../program/result-consumer.js';
import { Program } from '../../program/test/program.js';
import type { ProcessedVideoFrame } from '../analysis.js';
import { type Display, startDisplay } from '../display/display.js';
import { toMessage } from '../frame-message.js';
import { FrameSender } from '../frame-sender.js';
import { videoProcessor } from '../processor.js';
import { GeneratedSource } from '../sources/generated.js';
import { FRAME_TOPICS, VIDEO_TOPICS } from '../topics.js';
import { film, testPicture } from './film.js';

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;
const PATIENCE = { timeout: 90_000, interval: 50 };
const GROUP = `video-display-test-${process.pid}`;
/** A source and metadata that would run, if anything took them for HTML. */
const HOSTILE = '<img src=x onerror="document.title=1">"\'&amp;';

const settings = readSettings();
const kafka = kafkaClient(settings.kafka.bootstrapServers, GROUP);
const programs: Program[] = [];
let folder: string;
let admin: Admin;

function start(file: string, ...args: string[]): Program {
  const program = new Program(file, args, settings.home);
  programs.push(program);
  return program;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'workbook-display-'));
  admin = kafka.admin();
  await admin.connect();
  await film(...testPicture({ size: '858x482', fps: 15, seconds: 4 }), path.join(folder, 'clip.mp4'));
});

afterAll(async () => {
  await Promise.all(programs.map((program) => program.kill()));
  await admin.disconnect();
  await rm(folder, { recursive: true, force: true });
});

describe.skipIf(missing)('the display (needs Chrome or Chromium)', () => {
  let browser: Browser;
  let display: Display;
  let page: Page;
  const faults: string[] = [];

  const card = (source: string) =>
    page.locator('article').filter({ has: page.getByRole('heading', { name: source, exact: true }) });
  const frameOf = (source: string) => card(source).getAttribute('data-frame');

  beforeAll(async () => {
    display = await startDisplay({ kafka, port: 0 });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(PATIENCE.timeout);
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(display.url);
  });

  afterAll(async () => {
    await browser?.close();
    await display?.stop();
  });

  it('shows a video file as it plays, with what the Flink job found in it', async () => {
    await expect
      .poll(() => page.locator('#state').innerText(), PATIENCE)
      .toMatch(/No frames come\. Send some: npm run/);
    const results: ProcessedVideoFrame[] = [];
    const consumer = new ResultConsumer(kafka, {
      groupId: `${GROUP}-results`,
      from: await endOf(admin, [VIDEO_TOPICS.processed]),
      onResult({ text }) {
        const result = JSON.parse(text) as ProcessedVideoFrame;
        if (result.source === 'clip.mp4') results.push(result);
      },
    });
    await using processor = await videoProcessor(
      new FlinkClient(settings.flink.url),
      {
        bootstrapServers: settings.kafka.bootstrapServers.join(','),
        groupId: `${GROUP}-job`,
        startingOffsets: (await endOf(admin, FRAME_TOPICS)).toNumbers(),
      },
      () => {},
    );
    try {
      await Promise.all([consumer.start(), processor.job.start()]);
      const producer = start('video/producer-cli.ts', 'file', path.join(folder, 'clip.mp4'), 'quality=90');
      const seen = new Set<string>();
      await expect.poll(async () => seen.add((await frameOf('clip.mp4')) ?? '').size, PATIENCE).toBeGreaterThan(2);
      await expect
        .poll(() => card('clip.mp4').locator('dl').innerText(), PATIENCE)
        .toMatch(
          /Frame\n858×482, \d+ kB\nResolution\nSD\nBrightness\n\d+ of 255\nContrast\n[\d.]+\nColour\n#[0-9a-f]{6}, .+\nAnalysed\n\d+ ms after capture/,
        );
      const chart = card('clip.mp4').locator('svg');
      await expect
        .poll(() => chart.getAttribute('aria-label'), PATIENCE)
        .toMatch(/^Brightness over the last \d+ s: between \d+ and \d+ of 255/);
      const points = async () => (await chart.locator('polyline').getAttribute('points'))?.split(' ').length;
      await expect.poll(points, PATIENCE).toBeGreaterThan(1);
      expect(await producer.ends(), producer.output).toBe(0);
      expect(producer.output).toMatch(/60 frames confirmed/);

      await expect.poll(() => results.length, PATIENCE).toBe(60);
      const seconds = results.map(({ metadata }) => Number(metadata.file_seconds)).sort((a, b) => a - b);
      expect(seconds).toEqual(Array.from({ length: 60 }, (_, i) => Number((i / 15).toFixed(3))));
      await film('-i', path.join(folder, 'clip.mp4'), '-frames:v', '1', path.join(folder, 'first.png'));
      const first = results.find(({ metadata }) => metadata.frame_number === 0);
      const { channels } = await sharp(path.join(folder, 'first.png')).stats();
      const [red = 0, green = 0, blue = 0] = channels.map(({ mean }) => mean);
      const luma = 0.299 * red + 0.587 * green + 0.114 * blue;
      expect(Math.abs((first?.brightness ?? 0) - luma)).toBeLessThan(3);
    } finally {
      await Promise.allSettled([processor.job.cancel(), consumer.stop()]);
      await admin.deleteGroups([`${GROUP}-job`]).catch(() => {});
    }
  });

  describe('while frames come', () => {
    let source: GeneratedSource;
    let sender: FrameSender;
    let sending: Promise<void>;

    beforeAll(async () => {
      const { signal } = new AbortController();
      const size = { width: 320, height: 240 };
      source = new GeneratedSource({
        fps: 10,
        sizes: [size],
        sources: 1,
        quality: 70,
        seed: 3,
        daySeconds: 20,
        signal,
      });
      sender = new FrameSender(kafka, { encoding: 'binary', pace: 'live' });
      await sender.connect();
      sending = (async () => {
        for await (const frame of source) {
          await sender.send({ ...frame, source: HOSTILE, metadata: { [HOSTILE]: HOSTILE, day: true } });
        }
      })();
    });

    afterAll(async () => {
      await source.close();
      await sending;
      await sender.close();
    });

    it('a source that the job does not analyse says so once, and sources stand by name', async () => {
      const figures = () => card(HOSTILE).locator('dl').innerText();
      await expect
        .poll(figures, PATIENCE)
        .toMatch(/Frame\n320×240, \d+ kB\nAnalysed\nNo analysis of these frames of 240 lines\./);
      expect(await figures()).not.toMatch(/not known|Brightness|Contrast|Colour/);
      const names = await page.locator('.card h2').allInnerTexts();
      expect(names).toEqual([...names].sort(new Intl.Collator('en', { numeric: true }).compare));
    });

    it('text of sources and metadata stays text', async () => {
      await expect.poll(() => frameOf(HOSTILE), PATIENCE).toBeTruthy();
      await card(HOSTILE).getByText('Metadata').click();
      await expect
        .poll(() => card(HOSTILE).locator('tr').allInnerTexts(), PATIENCE)
        .toEqual([`${HOSTILE}\t${HOSTILE}`, 'day\ttrue']);
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.title()).toBe('Video frames, live');
    });

    it('it can be paused and goes on, by keyboard too', async () => {
      await page.keyboard.press('Home');
      await page.getByRole('button', { name: 'Pause' }).focus();
      await page.keyboard.press('Space');
      const goOn = page.getByRole('button', { name: 'Go on' });
      expect(await goOn.getAttribute('aria-pressed')).toBe('true');
      await expect.poll(() => page.locator('#state').innerText(), PATIENCE).toMatch(/^Paused/);
      // Again, as one may still have been on its way.
      const frame = await vi.waitFor(async () => {
        const shown = await frameOf(HOSTILE);
        const confirmed = sender.confirmed;
        await expect.poll(() => sender.confirmed, PATIENCE).toBeGreaterThan(confirmed + 12);
        expect(await frameOf(HOSTILE)).toBe(shown);
        return shown;
      }, PATIENCE);
      await page.keyboard.press('Enter');
      await expect.poll(() => frameOf(HOSTILE), PATIENCE).not.toBe(frame);
    });

    it('images that can’t be shown are counted, and the next frame is shown', async () => {
      const producer = kafka.producer();
      await producer.connect();
      const noJpeg = {
        source: HOSTILE,
        capturedAt: Date.now(),
        jpeg: Buffer.from('GIF89a no image'),
        width: 320,
        height: 240,
        channels: 3,
        metadata: {},
      };
      const messages = [toMessage(noJpeg, 'no-jpeg', 'json'), { value: 'no frame' }];
      await producer.send({ topic: VIDEO_TOPICS.frames, messages });
      await producer.disconnect();
      await expect.poll(() => page.locator('#state').innerText(), PATIENCE).toMatch(/\d messages? (was|were) left out/);
      const shown = await frameOf(HOSTILE);
      await expect.poll(() => frameOf(HOSTILE), PATIENCE).not.toBe(shown);
    });

    it.each(['light', 'dark'] as const)('it is accessible in %s, and fits a phone', async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width: 390, height: 800 });
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth'), PATIENCE).toBe(390);
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
      const violations = await page.evaluate(
        'axe.run().then((result) => result.violations.map((it) => it.id + ": " + it.nodes[0].html))',
      );
      expect(violations).toEqual([]);
    });

    it('the saving consumer writes frames and a contact sheet, ends by itself and leaves no group', async () => {
      const target = path.join(folder, 'saved');
      const saving = start('video/consumer-cli.ts', 'save', target, 'frames=15');
      expect(await saving.ends(), saving.output).toBe(0);
      expect(saving.output).toMatch(/15 frames of 1 source saved, [\d.]+ MB\. Contact sheet: .*contact-sheet-.*\.jpg/);
      const [sheet = '', sourceFolder = ''] = (await readdir(target)).sort();
      expect(await sharp(path.join(target, sheet)).metadata()).toMatchObject({ format: 'jpeg', width: 8 + 6 * 264 });
      const frames = await readdir(path.join(target, sourceFolder));
      expect(frames).toHaveLength(15);
      expect(await sharp(path.join(target, sourceFolder, frames[0] ?? '')).metadata()).toMatchObject({
        width: 320,
        height: 240,
      });

      const limited = start('video/consumer-cli.ts', 'save', target, 'limit=0.1');
      expect(await limited.ends(), limited.output).toBe(0);
      expect(limited.output).toMatch(/The limit of 0\.1 MB is reached, so no more frames are saved/);
      const { groups } = await admin.listGroups();
      expect(groups.filter(({ groupId }) => groupId.startsWith('video-save'))).toEqual([]);
    });

    it('as a command it says where the page is, and Ctrl-C ends it and its group', async () => {
      const command = start('video/consumer-cli.ts', 'display', 'no-open');
      await command.says(/Open in your browser: http:\/\/127\.0\.0\.1:\d+\//);
      const url = /http:\S+/.exec(command.output)?.[0] ?? '';
      const second = await browser.newPage();
      second.setDefaultTimeout(PATIENCE.timeout);
      await second.goto(url);
      await command.says(/1 page is open: .* \d+ shown, \d+ left out, \d+ ms behind the capture/);
      command.interrupt();
      expect(await command.ends(), command.output).toBe(0);
      await expect
        .poll(() => second.locator('#state').innerText(), PATIENCE)
        .toMatch(/The display has ended\. Start it again/);
      await second.close();
      await expect(fetch(url)).rejects.toThrow();
      const { groups } = await admin.listGroups();
      expect(groups.filter(({ groupId }) => /^video-display-[0-9a-f]{6}$/.test(groupId))).toHaveLength(1);
    });
  });

  it('nothing went wrong on the page meanwhile', () => expect(faults).toEqual([]));
});

test('a file that can’t be played is told in a sentence, and the program fails', async () => {
  await writeFile(path.join(folder, 'text.mp4'), 'hello');
  for (const [name, sentence] of [
    ['gone.mp4', /^There is no .*gone\.mp4\. Name a video/m],
    ['text.mp4', /text\.mp4 is no video that ffmpeg can read/],
  ] as const) {
    const producer = start('video/producer-cli.ts', 'file', path.join(folder, name));
    expect(await producer.ends()).toBe(1);
    expect(producer.output).toMatch(sentence);
    expect(producer.output).not.toMatch(/\n\s+at |Error:/);
  }
});

test.skipIf(process.platform !== 'linux')(
  'ffmpeg ends with the producer, also when that is killed (needs /proc)',
  async () => {
    const long = path.join(folder, 'long.mp4');
    await film(...testPicture({ size: '1280x720', fps: 30, seconds: 10 }), '-preset', 'ultrafast', long);
    const children = async () => {
      const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
      return lines.filter((line) => line.includes(`file:${long}`)).length;
    };
    for (const end of ['interrupt', 'kill'] as const) {
      const producer = start('video/producer-cli.ts', 'file', long);
      await producer.says(/^Sending/m);
      await expect.poll(children, PATIENCE).toBe(1);
      await producer[end]();
      await producer.ends();
      await expect.poll(children, PATIENCE).toBe(0);
    }
  },
);
