import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logFile, olderLog } from '../src/logs.js';
import { isRunning, ownLinesFrom, readRecord, startProcess, stopProcess } from '../src/processes.js';

const LIMIT = 20_000;
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const SOURCE = new URL('../dist/bounded-log.js', import.meta.url);

const chatterers: Record<string, [command: string, option: string, script: string]> = {
  'a Node service': [
    process.execPath,
    '-e',
    `import(${JSON.stringify(SOURCE)}).then(({ boundOwnLog }) => {
      boundOwnLog();
      let n = 0;
      setInterval(() => console.error('line', ++n), 1);
    });`,
  ],
  JupyterLab: [
    path.join(ROOT, '.venv', 'bin', 'python'),
    '-c',
    `import sys, time
sys.path.insert(0, ${JSON.stringify(path.join(ROOT, 'notebooks', 'jupyter'))})
from bounded_log import bound_own_log
bound_own_log()
n = 0
while True:
    n += 1
    print("line", n, file=sys.stderr, flush=True)
    time.sleep(0.001)
`,
  ],
};

let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'bounded log ü-')));
});
afterEach(async () => {
  await stopProcess(home, 'console');
  rmSync(home, { recursive: true, force: true });
});

test.each(Object.keys(chatterers))(
  'the log of %s that talks on and on is set aside, and stays its log',
  async (name) => {
    const [command = '', ...args] = chatterers[name] ?? [];
    const plan = { command, args, cwd: home, ports: {}, env: { WORKBOOK_LOG_BYTES: String(LIMIT) } };
    const { record } = startProcess(home, 'console', plan, 'test');
    const log = logFile(home, 'console');
    const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    await expect.poll(() => sizeOf(olderLog(log)), { timeout: 60_000 }).toBeGreaterThan(LIMIT);
    await expect.poll(() => readFileSync(log, 'utf8'), { timeout: 60_000 }).toMatch(/^line \d+\n/m);
    expect(readFileSync(log).includes(0)).toBe(false);
    expect(await isRunning(record)).toBe(true);
    expect(readRecord(home, 'console')).toEqual(record);
    expect(ownLinesFrom(record)).toBe(0);
  },
);
