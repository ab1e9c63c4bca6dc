/** The machine's Chrome or Chromium, driven without a window. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Where the browser is; `WORKBOOK_BROWSER` may name it. Undefined where there is none. */
export function findBrowser(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env.PATH ?? '').split(path.delimiter);
  const places = folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [env.WORKBOOK_BROWSER ?? '', ...places, ...MAC].find((file) => file !== '' && existsSync(file));
}

/**
 * Starts it. Its sandbox is left out: containers often don't allow it, and it opens nothing but our own pages.
 * @param args more of its switches, such as those for a camera that isn't there
 * @throws Error when this machine has none
 */
export async function launchBrowser(args: string[] = []): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('There is no Chrome or Chromium here. On Debian: apt-get install chromium');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', ...args] });
}
