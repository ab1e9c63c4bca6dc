/** A web page of somebody else must neither read from the console nor change anything through it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { GuardedServer } from '@workbook/services';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attack, uncaughtDuring } from '../../services/test/page-attacks.js';
import type { Problem } from '../src/api/problem.js';
import type { Session } from '../src/api/session.js';
import { loadPage } from '../src/server/assets.js';
import { type OpenContext, openContext } from '../src/server/context.js';
import { serveApp } from '../src/server/serve.js';

let folder: string;
let context: OpenContext;
let server: GuardedServer;
let port: number;
/** The console's own origin. */
let own: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workbook-console-'));
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(folder, 'assets', 'main-1.js'), 'export {};');
  context = openContext();
  server = await serveApp(context, loadPage(folder), 0);
  own = server.origin;
  port = Number(new URL(own).port);
});

afterAll(async () => {
  const closed = server.close();
  server.closeAllConnections();
  await closed;
  await context.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: { get: (name: string) => string | null };
  text: string;
}

/** fetch would not let us choose the host. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const host = `127.0.0.1:${port}`;
    const options = { host: '127.0.0.1', port, path: target, method, headers: { host, ...headers }, agent: false };
    const asking = request(options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      const get = (name: string) => answer.headers[name]?.toString() ?? null;
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: { get }, text }));
    });
    asking.on('error', reject).end();
  });
}

async function refusalOf(asked: Promise<Answer>): Promise<[number, string | undefined]> {
  const { status, text } = await asked;
  return [status, (JSON.parse(text) as Problem).code];
}

test('the page comes under both names of this machine, with a policy that runs nothing foreign or inline', async () => {
  for (const name of ['127.0.0.1', 'localhost']) {
    const response = await ask('/topics/any', { host: `${name}:${port}` });
    expect(response.status).toBe(200);
    expect(response.text).toContain('<title>page</title>');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toBe('no-store');
  }
});

test('another host name is refused, also one that ends like ours', async () => {
  for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1:9999', `127.0.0.1.evil.example:${port}`]) {
    expect(await refusalOf(ask('/api/session', { host }))).toEqual([403, 'foreign']);
    expect((await ask('/', { host })).status).toBe(403);
  }
});

test('a foreign origin is refused, for reading too, and "null" is foreign', async () => {
  for (const origin of [
    'http://evil.example',
    'null',
    `http://localhost:${port}`,
    `https://127.0.0.1:${port}`,
    'http://127.0.0.1:8888',
  ]) {
    expect(await refusalOf(ask('/api/session', { origin }))).toEqual([403, 'foreign']);
  }
  expect((await ask('/api/session', { origin: own })).status).toBe(200);
});

test('what a browser fetches for another site is refused; a link from there opens a page and no data', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const from = (mode: string) => ({ 'sec-fetch-site': site, 'sec-fetch-mode': mode });
    expect((await ask('/api/session', from('no-cors'))).status).toBe(403);
    expect((await ask('/assets/main-1.js', from('no-cors'))).status).toBe(403);
    expect((await ask('/api/session', from('navigate'))).status).toBe(403);
    expect((await ask('/lessons', from('navigate'))).status).toBe(200);
  }
});

test('a change needs the token of this very console', async () => {
  const { token } = JSON.parse((await ask('/api/session')).text) as Session;
  expect(token.length).toBeGreaterThan(40);
  expect(await refusalOf(ask('/api/nothing-to-change', {}, 'POST'))).toEqual([403, 'stale-token']);
  expect(await refusalOf(ask('/api/nothing-to-change', { 'x-workbook-token': `${token}x` }, 'POST'))).toEqual([
    403,
    'stale-token',
  ]);
  expect((await ask('/api/nothing-to-change', { 'x-workbook-token': token }, 'POST')).status).not.toBe(403);
  expect(
    await refusalOf(
      ask('/api/nothing-to-change', { 'x-workbook-token': token, origin: 'http://evil.example' }, 'POST'),
    ),
  ).toEqual([403, 'foreign']);
});

test('no other site is ever told that it may read an answer', async () => {
  const response = await ask('/api/session', { origin: own });
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect((await ask('/api/session', {}, 'OPTIONS')).status).toBe(403);
});

test('outlives whatever is sent to it, and gives nothing to anybody else', { timeout: 60_000 }, async () => {
  const { token } = JSON.parse((await ask('/api/session')).text) as Session;
  let granted: string[] = [];
  const uncaught = await uncaughtDuring(async () => {
    ({ granted } = await attack(own, token));
  });
  expect({ granted, uncaught }).toEqual({ granted: [], uncaught: [] });
  expect((await ask('/')).status).toBe(200);
});

test('what never changes is kept by the browser, data never', async () => {
  expect((await ask('/assets/main-1.js')).headers.get('cache-control')).toContain('immutable');
  expect((await ask('/api/session')).headers.get('cache-control')).toBe('no-store');
});

test('a file outside of the page cannot be asked for', async () => {
  for (const name of ['..%2Findex.html', '..%2f..%2fpackage.json', 'nothing.js']) {
    expect((await ask(`/assets/${name}`)).status).toBe(404);
  }
});

test('an unknown address of the data is a sentence', async () => {
  expect(await refusalOf(ask('/api/nothing'))).toEqual([404, 'not-found']);
});
