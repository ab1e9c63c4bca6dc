/** JupyterLab as a learner meets it, in a real browser: the first notebook opens, runs, and shows what came out. */
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { readSettings, startJupyter, stopJupyter } from '@workbook/services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findBrowser, launchBrowser } from './browser.js';
import { ROOT } from './execute.js';

const IDLE = 'TypeScript | Idle';
const PATIENCE_MS = 120_000;
const settings = readSettings();

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;

/** What is saved here is of no interest to anybody. */
const COPY = 'notebooks/jupyterlab-test.scratch/start-here.ipynb';

let url: string;
let browser: Browser | undefined;

beforeAll(async () => {
  if (missing) return;
  await mkdir(path.dirname(ROOT + COPY), { recursive: true });
  await copyFile(`${ROOT}notebooks/start-here.ipynb`, ROOT + COPY);
  ({ url } = await startJupyter(settings, COPY));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stopJupyter(settings);
  await rm(path.dirname(ROOT + COPY), { recursive: true, force: true });
});

async function openPage(address: string): Promise<Page> {
  if (!browser) throw new Error('The browser did not start.');
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(address);
  return page;
}

test.skipIf(missing)(
  'the first notebook runs with Run All (needs Chrome or Chromium)',
  { timeout: 300_000 },
  async () => {
    const page = await openPage(url);
    await page.locator('#jp-main-statusbar').getByText(IDLE).waitFor();
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
    const outputs = page.locator('.jp-OutputArea-output');
    await outputs.filter({ hasText: 'greeting: {"text":"Hello, Kafka!"}' }).waitFor();
    await outputs.filter({ hasText: "Flink's dashboard: Flink" }).waitFor();
    await page.locator('figure svg[role=img]').waitFor();
    expect(await page.locator('.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]').count()).toBe(0);
    expect(await page.getByText('Would you like to get notified').count()).toBe(0);
    await page.keyboard.press('Control+s');
    await page.locator('#jp-main-statusbar').getByText('Saving completed').waitFor();
  },
);

test.skipIf(missing)(
  'a notebook that was run keeps its outputs, and its file stays as it is (needs Chrome or Chromium)',
  { timeout: 300_000 },
  async () => {
    const page = await openPage(url);
    const greeting = page.locator('.jp-OutputArea-output').filter({ hasText: 'greeting: {"text":"Hello, Kafka!"}' });
    await greeting.waitFor();
    await page.locator('figure svg[role=img]').waitFor();
    expect(await readFile(ROOT + COPY, 'utf8')).toBe(await readFile(`${ROOT}notebooks/start-here.ipynb`, 'utf8'));
  },
);

test.skipIf(missing)(
  'a .ts file opens highlighted as TypeScript (needs Chrome or Chromium)',
  { timeout: 300_000 },
  async () => {
    const page = await openPage(url.replace(COPY, 'pipelines/transactions/pricing.ts'));
    await page.locator('.jp-FileEditor .cm-content[data-language="typescript"]').waitFor();
  },
);

test.skipIf(missing)(
  "a lesson's link opens its starter beside the notebook (needs Chrome or Chromium)",
  { timeout: 300_000 },
  async () => {
    const page = await openPage(url.replace(COPY, 'lessons/01-kafka-producer/lesson.ipynb'));
    await page.locator('#jp-main-statusbar').getByText(IDLE).waitFor();
    await page.getByRole('link', { name: 'starter.ts' }).click();
    const starter = page.locator('.jp-FileEditor:visible .cm-content[data-language="typescript"]');
    await starter.filter({ hasText: 'Todo' }).waitFor();
    const notebook = await page.locator('.jp-NotebookPanel:visible').boundingBox();
    const editor = await page.locator('.jp-FileEditor:visible').boundingBox();
    expect(notebook?.width).toBeGreaterThan(300);
    expect(editor?.width).toBeGreaterThan(300);
    expect(editor?.x).toBeGreaterThanOrEqual((notebook?.x ?? 0) + (notebook?.width ?? 0));
  },
);

test.skipIf(missing)('a page without the token is not let in', { timeout: 300_000 }, async () => {
  const page = await openPage(url.replace(/\?token=.*/, ''));
  await page.getByText('Token authentication is enabled').waitFor();
});
