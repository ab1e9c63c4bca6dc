/** JupyterLab as a learner meets it, in a real browser: notebooks open, run, and show what came out. */
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readSettings, startConsole, startJupyter, stopConsole, stopJupyter } from '@workbook/services';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../../packages/console/test/free-port.js';
import { findBrowser, launchBrowser } from './browser.js';
import { ROOT } from './execute.js';
import { openKernel } from './kernel-channel.js';

const IDLE = 'TypeScript | Idle';
const PATIENCE_MS = 120_000;
const settings = readSettings();

/** On a learner's machine a browser that can be driven may be missing; in CI that is a failure. */
const missing = !findBrowser() && !process.env.CI;

/** What is saved here is of no interest to anybody. */
const SCRATCH = 'notebooks/jupyterlab-test.scratch';
const COPY = `${SCRATCH}/start-here.ipynb`;
const LESSON = `${SCRATCH}/lesson.ipynb`;
const MUCH = `${SCRATCH}/much-output.ipynb`;

let url: string;
let browser: Browser | undefined;

beforeAll(async () => {
  if (missing) return;
  await mkdir(ROOT + SCRATCH, { recursive: true });
  await copyFile(`${ROOT}notebooks/start-here.ipynb`, ROOT + COPY);
  await copyLesson();
  await copyFile(`${ROOT}notebooks/kernel/test/much-output.ipynb`, ROOT + MUCH);
  ({ url } = await startJupyter(settings, COPY));
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await stopJupyter(settings);
  await rm(ROOT + SCRATCH, { recursive: true, force: true });
});

/** Lesson 2, which also checks the solution behind the starter. */
async function copyLesson(): Promise<void> {
  const notebook = JSON.parse(await readFile(`${ROOT}lessons/02-partitioning/lesson.ipynb`, 'utf8'));
  const place = notebook.cells.findIndex(({ source }: { source: string }) =>
    source.includes("await check('lesson-2')"),
  );
  const source = "await check('lesson-2', 'solution');";
  const cell = { id: 'solution', cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source };
  notebook.cells.splice(place + 1, 0, cell);
  await writeFile(ROOT + LESSON, JSON.stringify(notebook));
}

async function openPage(address: string, height = 1000): Promise<Page> {
  if (!browser) throw new Error('The browser did not start.');
  const page = await browser.newPage({ viewport: { width: 1400, height } });
  page.setDefaultTimeout(PATIENCE_MS);
  // Without the tabs that an earlier test has left open.
  await page.goto(`${address}&reset`);
  return page;
}

async function runAllCells(page: Page): Promise<void> {
  await page.locator('#jp-main-statusbar').getByText(IDLE).waitFor();
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
}

test.skipIf(missing)(
  'the first notebook runs with Run All (needs Chrome or Chromium)',
  { timeout: 300_000 },
  async () => {
    const page = await openPage(url);
    await runAllCells(page);
    const outputs = page.locator('.jp-OutputArea-output');
    await outputs.filter({ hasText: 'greeting: {"text":"Hello, Kafka!"}' }).waitFor();
    await outputs.filter({ hasText: "Flink's dashboard: Flink" }).waitFor();
    await page.locator('figure svg[role=img]').waitFor();
    expect(await page.locator('.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]').count()).toBe(0);
    expect(await page.getByText('Would you like to get notified').count()).toBe(0);
    const saved = page.waitForResponse(
      (response) =>
        response.request().method() === 'PUT' && new URL(response.url()).pathname.startsWith('/api/contents'),
    );
    await page.keyboard.press('Control+s');
    expect((await saved).ok()).toBe(true);
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
  'a diagram stays readable when the theme is switched (needs Chrome or Chromium)',
  { timeout: 300_000 },
  async () => {
    const page = await openPage(url);
    const diagram = page.locator('.jp-RenderedMermaid img').first();
    await diagram.waitFor();
    const style = "getComputedStyle(document.querySelector('.jp-RenderedMermaid img'))";
    const behind = () => page.evaluate(`${style}.backgroundColor`);
    const nothing = await behind();
    for (const [theme, expected] of [
      ['JupyterLab Dark', 'rgb(255, 255, 255)'],
      ['JupyterLab Light', nothing],
    ] as const) {
      await page.getByRole('menuitem', { name: 'Settings', exact: true }).click();
      await page.locator('.lm-Menu-item', { hasText: 'Theme' }).first().hover();
      await page.locator('.lm-Menu-item', { hasText: new RegExp(`^${theme}$`) }).click();
      await expect.poll(behind, { timeout: PATIENCE_MS }).toBe(expected);
    }
  },
);

test.skipIf(missing)(
  'a lesson runs with Run All: its charts, a check that fails and one that passes (needs Chrome or Chromium)',
  { timeout: 300_000 },
  async () => {
    // JupyterLab draws only the cells that are in sight.
    const page = await openPage(url.replace(COPY, LESSON), 12_000);
    await runAllCells(page);
    const outputs = page.locator('.jp-OutputArea-output');
    await outputs.filter({ hasText: /0 of \d tasks passed/ }).waitFor();
    await outputs.filter({ hasText: /All \d tasks passed/ }).waitFor();
    expect(await page.locator('figure svg[role=img]').count()).toBeGreaterThan(1);
    expect(await page.locator('.jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]').count()).toBe(0);
  },
);

test.skipIf(missing)('all of much output is shown (needs Chrome or Chromium)', { timeout: 300_000 }, async () => {
  const page = await openPage(url.replace(COPY, MUCH));
  await runAllCells(page);
  const output = page.locator('.jp-OutputArea');
  await output.filter({ hasText: '199999' }).waitFor();
  const lines = (await output.innerText()).split('\n').filter((line) => /^\d+$/.test(line));
  expect(lines.map(Number)).toEqual(Array.from({ length: 200_000 }, (_, line) => line));
});

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

test.skipIf(missing)(
  'the console leads to a notebook, and keeps the token out of its answers and its log',
  async () => {
    vi.stubEnv('WORKBOOK_CONSOLE_PORT', String(await freePort()));
    const { url: address } = await startConsole(settings);
    try {
      // Again, as the console waits two seconds for JupyterLab and then says that it does not run.
      const answer = await vi.waitFor(
        async () => {
          const led = await fetch(`${address}/api/lessons/partitioning/notebook`, { redirect: 'manual' });
          expect(new URL(led.headers.get('location') ?? '', address).pathname).toMatch(/^\/lab\//);
          return led;
        },
        { timeout: PATIENCE_MS, interval: 500 },
      );
      const token = new URL(url).searchParams.get('token') ?? '';
      expect(token).not.toBe('');
      const target = new URL(answer.headers.get('location') ?? '');
      expect([target.origin, target.pathname]).toEqual([
        new URL(url).origin,
        '/lab/tree/lessons/02-partitioning/lesson.ipynb',
      ]);
      expect(target.searchParams.get('token')).toBe(token);
      const foreign = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' };
      const refused = await fetch(answer.url, { redirect: 'manual', headers: foreign });
      expect(refused.status).toBe(403);
      const texts = [
        await answer.text(),
        await (await fetch(address)).text(),
        await (await fetch(`${address}/api/overview`)).text(),
        await (await fetch(`${address}/api/lessons/partitioning`)).text(),
        await readFile(`${settings.home}/logs/console.log`, 'utf8'),
      ];
      expect(texts.filter((text) => text.includes(token))).toEqual([]);
    } finally {
      await stopConsole(settings);
      vi.unstubAllEnvs();
    }
  },
);

test('a kernel that is killed while it writes is started again, and leaves no process behind', async () => {
  const { url: lab } = await startJupyter(settings, COPY);
  const kernel = await openKernel(lab);
  try {
    const first = kernel.run(`const { execFile } = await import('node:child_process');
const { pid } = execFile(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
console.log(\`kernel \${process.pid}, child \${pid}.\`);
for (let i = 0; ; i++) {
  console.log(i, 'x'.repeat(80));
  if (i % 1000 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
}`);
    const LONG = 200_000;
    await vi.waitFor(() => expect(kernel.written(first).length).toBeGreaterThan(LONG), { timeout: PATIENCE_MS });
    const [, pid, child] = /kernel (\d+), child (\d+)\./.exec(kernel.written(first))?.map(Number) ?? [];
    if (!pid || !child) throw new Error('The kernel did not name its processes.');
    process.kill(pid, 'SIGKILL');
    await kernel.until(({ content }) => content.execution_state === 'restarting');
    const next = kernel.run('console.log(6 * 7)');
    await kernel.until(({ msg_type, parent_header, content }) => {
      return msg_type === 'execute_reply' && parent_header.msg_id === next && content.status === 'ok';
    });
    await vi.waitFor(() => expect(kernel.written(next)).toBe('42\n'), { timeout: PATIENCE_MS });
    await vi.waitFor(() => expect(() => process.kill(child, 0)).toThrow('ESRCH'), { timeout: PATIENCE_MS });
  } finally {
    await kernel.close();
  }
}, 300_000);
