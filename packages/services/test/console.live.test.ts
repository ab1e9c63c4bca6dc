/** The console as a background process: it starts where it can, is found again, is replaced when outdated, and ends. */
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { runCommand } from '../../../tests/run-command.js';
import { consoleStatus, consoleUrl, startConsole, stopConsole, whyElsewhere } from '../src/console.js';
import { freeInstance } from '../src/instance.js';
import { findFreePorts } from '../src/ports.js';
import { isRunning, readRecord } from '../src/processes.js';
import { readSettings, type Settings } from '../src/settings.js';

/** An instance without services: the console needs none of them to run. */
let settings: Settings;

beforeAll(async () => {
  settings = await freeInstance(`${process.env.WORKBOOK_HOME}-console`);
  await wantFreePort();
});
afterEach(() => stopConsole(settings));
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(settings.home, { recursive: true, force: true });
});

async function wantFreePort(): Promise<number> {
  const [port = 0] = await findFreePorts(1);
  vi.stubEnv('WORKBOOK_CONSOLE_PORT', String(port));
  return port;
}

const pidOf = () => readRecord(settings.home, 'console')?.pid;

test('it starts without Kafka and Flink, is found again, and ends', async () => {
  const { url, started } = await startConsole(settings);
  expect(started).toBe(true);
  const page = await fetch(url);
  expect(await page.text()).toContain('<title>Workbook console</title>');
  const pid = pidOf();
  expect(await startConsole(settings)).toEqual({ url, started: false });
  expect(pidOf()).toBe(pid);
  expect(await stopConsole(settings)).toBe(true);
  await expect(fetch(url)).rejects.toThrow();
  expect(await consoleUrl(settings)).toBeUndefined();
  expect(await stopConsole(settings)).toBe(false);
});

test('a busy port is no reason to do without it: it takes another and says whose the port is', async () => {
  const port = await wantFreePort();
  const server = net.createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { url } = await startConsole(settings);
    expect(url).not.toContain(`:${port}`);
    expect(await whyElsewhere(settings)).toContain(`port ${port} is used by "`);
    expect((await startConsole(settings)).started).toBe(false);
  } finally {
    server.close();
    await once(server, 'close');
  }
  // Now that it is free, the next start moves there.
  expect((await startConsole(settings)).url).toBe(`http://127.0.0.1:${port}`);
  expect(await whyElsewhere(settings)).toBeUndefined();
});

test('one that runs older code is replaced at the same address', async () => {
  await wantFreePort();
  const { url } = await startConsole(settings);
  const old = readRecord(settings.home, 'console');
  const file = path.join(settings.home, 'pids', 'console.pid');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), origin: 'older' }));
  expect(await startConsole(settings)).toEqual({ url, started: true });
  expect(old && (await isRunning(old))).toBe(false);
});

test('one that was killed is named as such by npm run services status, and started again', async () => {
  await startConsole(settings);
  process.kill(pidOf() ?? 0, 'SIGKILL');
  await expect.poll(async () => (await consoleStatus(settings)).state).toBe('crashed');
  const { stdout } = await runCommand('services', ['status'], { WORKBOOK_HOME: settings.home });
  expect(stdout).toMatch(/Console +crashed .*npm start/);
  expect((await startConsole(settings)).started).toBe(true);
  await expect.poll(async () => (await consoleStatus(settings)).state).toBe('running');
});

test('in external mode it shows the cluster of the addresses given', async () => {
  const shared = readSettings({ ...process.env, WORKBOOK_HOME: process.env.WORKBOOK_HOME });
  vi.stubEnv('KAFKA_BOOTSTRAP_SERVERS', shared.kafka.bootstrapServers.join(','));
  vi.stubEnv('FLINK_REST_URL', shared.flink.url);
  try {
    const external = readSettings({ ...process.env, WORKBOOK_HOME: settings.home });
    expect(external.mode).toBe('external');
    const { url } = await startConsole(external);
    const session = async () => (await fetch(`${url}/api/session`)).json();
    await expect.poll(session).toMatchObject({ kafka: true, dashboard: `${shared.flink.url}/` });
    const { stdout } = await runCommand('services', ['logs', 'console'], { WORKBOOK_HOME: settings.home });
    expect(stdout).toContain(`The console listens at ${url}`);
  } finally {
    vi.stubEnv('KAFKA_BOOTSTRAP_SERVERS', undefined);
    vi.stubEnv('FLINK_REST_URL', undefined);
  }
});
