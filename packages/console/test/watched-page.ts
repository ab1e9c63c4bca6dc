/** A page of the console in a browser, with everything that must not happen on it. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';

export interface WatchedPage {
  page: Page;
  /** Errors on the page, refusals of its policy, and requests to anywhere else; empty where all is well. */
  problems: string[];
}

export interface Looks {
  width: number;
  height: number;
  scheme: 'light' | 'dark';
}

export const LOOKS: readonly Looks[] = [
  { width: 1280, height: 900, scheme: 'light' },
  { width: 390, height: 844, scheme: 'dark' },
];

const PATIENCE_MS = 60_000;

/** @param ownOrigin the console's own, such as `http://127.0.0.1:8080` */
export async function openWatched(browser: Browser, ownOrigin: string, looks = LOOKS[0]): Promise<WatchedPage> {
  const { width = 1280, height = 900, scheme = 'light' } = looks ?? {};
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme, baseURL: ownOrigin });
  page.setDefaultTimeout(PATIENCE_MS);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`error: ${error.message}`));
  page.on('console', (message) => {
    // A page that asks for what is not there gets a 404, and shows a sentence.
    if (message.type() === 'error' && !/status of (404|503)/.test(message.text())) problems.push(message.text());
  });
  page.on('request', (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && new URL(url).origin !== ownOrigin) problems.push(`request to ${url}`);
  });
  return { page, problems };
}

/** Waits until the page has something to show. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const main = document.querySelector('main');
    return main !== null && main.innerText.length > 60 && main.querySelector('.waiting') === null;
  });
}

/** What axe finds wrong, one line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: onPage } = window as unknown as { axe: typeof axe };
    return (await onPage.run()).violations.map(({ id, nodes }) => ({ id, where: nodes.map(({ target }) => target) }));
  });
  return found.map(({ id, where }) => `${id}: ${where.slice(0, 3).join(' ')}`);
}

/** Whether the window would have to be scrolled sideways. */
export async function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}
