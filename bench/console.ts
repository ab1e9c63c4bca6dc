/** The console: how soon its first page is there, and what its server takes: node --import tsx bench/console.ts */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createTopics, type Settings, startConsole } from '@workbook/services';
import type { Browser } from 'playwright-core';
import { findBrowser, launchBrowser } from '../notebooks/test/browser.js';
import { freePort } from '../packages/console/test/free-port.js';
import { type Figure, timeFigure } from './figures.js';
import { measure, ownServices } from './measure.js';

const RUNS = 9;
/** How long the overview stays open before its server's memory is read: some dozens of readings. */
const OPEN_MS = 60_000;
const FIRST_PAGE_MS = 300;

/** Runs in the page. Notes when something is painted, in ms since the navigation began. */
const WATCH_MOMENTS = `
  window.moments = {};
  const noted = new Set();
  const note = (name) => {
    if (noted.has(name)) return;
    noted.add(name);
    requestAnimationFrame(() => {
      window.moments[name] = performance.now();
    });
  };
  new MutationObserver(() => {
    if (document.querySelector('h1')) note('frame');
    if (document.querySelector('main .next strong') && !document.querySelector('main .waiting')) note('content');
  }).observe(document, { childList: true, subtree: true });
`;

await measure('The console', async (scope) => {
  const settings = await ownServices(scope);
  await createTopics(settings);
  process.env.WORKBOOK_CONSOLE_PORT = String(await freePort());
  const { url } = await startConsole(settings);
  const idle = await memoryFigure('memory (RSS) of the console, before anybody opened it', settings);
  if (!findBrowser()) {
    return [idle, { what: 'first page', target: '', measured: 'not measured: there is no Chrome or Chromium here' }];
  }
  const browser = await launchBrowser();
  scope.onEnd(() => browser.close());
  const figures = await firstPage(browser, url);
  const page = await browser.newPage();
  await page.goto(url);
  await delay(OPEN_MS, undefined, { signal: scope.signal });
  return [
    ...figures,
    idle,
    await memoryFigure(`memory (RSS) of the console, with its overview open for ${OPEN_MS / 1000} s`, settings),
  ];
});

interface Moments {
  frame: number;
  /** Noted last. */
  content: number;
}

/**
 * From the address to the frame with the navigation, and to what the services answered, as the page itself sees it: asking from
 * outside would add what the asking takes. The cache is warm.
 */
async function firstPage(browser: Browser, url: string): Promise<Figure[]> {
  const context = await browser.newContext();
  await context.addInitScript({ content: WATCH_MOMENTS });
  const frames: number[] = [];
  const contents: number[] = [];
  // The first load fills the browser's cache and warms the server.
  for (let run = 0; run <= RUNS; run++) {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => (globalThis as unknown as { moments: Moments }).moments.content !== undefined);
    const { frame, content } = await page.evaluate(() => (globalThis as unknown as { moments: Moments }).moments);
    await page.close();
    if (run === 0) continue;
    frames.push(frame);
    contents.push(content);
  }
  await context.close();
  return [
    timeFigure('the first page, warm: address → frame', undefined, frames),
    timeFigure(
      'the first page, warm: address → content (what to do next, services, jobs, lessons)',
      FIRST_PAGE_MS,
      contents,
    ),
  ];
}

async function memoryFigure(what: string, { home }: Settings): Promise<Figure> {
  if (process.platform !== 'linux') return { what, target: '', measured: 'only measured on Linux' };
  const { pid } = JSON.parse(await readFile(path.join(home, 'pids', 'console.pid'), 'utf8')) as { pid: number };
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { what, target: '', measured: `${Math.round(Number(kilobytes) / 1024)} MB` };
}
