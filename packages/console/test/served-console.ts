/** The built console as a process of its own, on a free port, for an instance of the services. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { readSettings, waitFor } from '@workbook/services';
import { freePort } from './free-port.js';

export interface ServedConsole {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  pid: number;
  /** Changes something, with the page's token. */
  change: (method: string, path: string, body: unknown) => Promise<{ status: number; body: unknown }>;
  get: <T>(path: string) => Promise<T>;
  stop: () => Promise<void>;
}

const START_MS = 60_000;

/** @param home the instance's folder; without it, the instance of the live tests */
export async function serveConsole(home: string | undefined = process.env.WORKBOOK_HOME): Promise<ServedConsole> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const cli = path.join(readSettings().repository, 'packages', 'console', 'dist', 'cli.js');
  const child = spawn(process.execPath, [cli, String(port)], {
    env: { ...process.env, WORKBOOK_HOME: home },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  const get = async <T>(address: string) => (await (await fetch(`${url}/api${address}`)).json()) as T;
  const asked = async () => {
    if (child.exitCode !== null) return '';
    return (await get<{ token: string }>('/session').catch(() => undefined))?.token;
  };
  const token = (await waitFor(asked, { deadlineMs: START_MS })) ?? '';
  if (token === '') {
    await stop();
    throw new Error(`The console did not start: ${said}`);
  }
  return {
    url,
    pid: child.pid ?? 0,
    get,
    change: async (method, address, body) => {
      const headers = { 'x-workbook-token': token, 'content-type': 'application/json' };
      const answer = await fetch(`${url}/api${address}`, { method, headers, body: JSON.stringify(body) });
      return { status: answer.status, body: await answer.json() };
    },
    stop,
  };
}
