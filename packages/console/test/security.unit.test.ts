/** A web page of somebody else must neither read from the console nor change anything through it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../src/api/problem.js';
import type { Session } from '../src/api/session.js';
import { createApp } from '../src/server/app.js';
import { loadPage } from '../src/server/assets.js';
import { type OpenContext, openContext } from '../src/server/context.js';

const PORT = 8080;
const OWN = `http://127.0.0.1:${PORT}`;

let folder: string;
let context: OpenContext;
let app: Hono;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'workbook-console-'));
  mkdirSync(path.join(folder, 'assets'));
  writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(folder, 'assets', 'main-1.js'), 'export {};');
  context = openContext();
  app = createApp(context, loadPage(folder), () => PORT);
  app.post('/api/test', (c) => c.json({ changed: true }));
});

afterAll(async () => {
  await context.close();
  rmSync(folder, { recursive: true, force: true });
});

function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
  return Promise.resolve(app.request(url, { method, headers: { host: new URL(url).host, ...headers } }));
}

async function refusalOf(answer: Promise<Response>): Promise<[number, string | undefined]> {
  const response = await answer;
  return [response.status, ((await response.json()) as Problem).code];
}

test('the page comes under both names of this machine, with a policy that runs nothing foreign or inline', async () => {
  for (const name of ['127.0.0.1', 'localhost']) {
    const response = await ask(`http://${name}:${PORT}/topics/any`);
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<title>page</title>');
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
  for (const host of ['evil.example', `evil.example:${PORT}`, '127.0.0.1:9999', `127.0.0.1.evil.example:${PORT}`, '']) {
    expect(await refusalOf(ask(`${OWN}/api/session`, { host }))).toEqual([403, 'foreign']);
    expect((await ask(`${OWN}/`, { host })).status).toBe(403);
  }
});

test('a foreign origin is refused, for reading too, and "null" is foreign', async () => {
  for (const origin of [
    'http://evil.example',
    'null',
    `http://localhost:${PORT}`,
    `https://127.0.0.1:${PORT}`,
    'http://127.0.0.1:8888',
  ]) {
    expect(await refusalOf(ask(`${OWN}/api/session`, { origin }))).toEqual([403, 'foreign']);
  }
  expect((await ask(`${OWN}/api/session`, { origin: OWN })).status).toBe(200);
});

test('what a browser fetches for another site is refused; a link from there opens a page and no data', async () => {
  for (const site of ['cross-site', 'same-site']) {
    const from = (mode: string) => ({ 'sec-fetch-site': site, 'sec-fetch-mode': mode });
    expect((await ask(`${OWN}/api/session`, from('no-cors'))).status).toBe(403);
    expect((await ask(`${OWN}/assets/main-1.js`, from('no-cors'))).status).toBe(403);
    expect((await ask(`${OWN}/api/session`, from('navigate'))).status).toBe(403);
    expect((await ask(`${OWN}/lessons`, from('navigate'))).status).toBe(200);
  }
});

test('a change needs the token of this very console', async () => {
  const { token } = (await (await ask(`${OWN}/api/session`)).json()) as Session;
  expect(token.length).toBeGreaterThan(40);
  expect(await refusalOf(ask(`${OWN}/api/test`, {}, 'POST'))).toEqual([403, 'stale-token']);
  expect(await refusalOf(ask(`${OWN}/api/test`, { 'x-workbook-token': `${token}x` }, 'POST'))).toEqual([
    403,
    'stale-token',
  ]);
  expect((await ask(`${OWN}/api/test`, { 'x-workbook-token': token }, 'POST')).status).not.toBe(403);
  expect(
    await refusalOf(ask(`${OWN}/api/test`, { 'x-workbook-token': token, origin: 'http://evil.example' }, 'POST')),
  ).toEqual([403, 'foreign']);
});

test('no other site is ever told that it may read an answer', async () => {
  const response = await ask(`${OWN}/api/session`, { origin: OWN });
  expect(response.headers.get('access-control-allow-origin')).toBeNull();
  expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  expect((await ask(`${OWN}/api/session`, {}, 'OPTIONS')).status).toBe(403);
});

test('what never changes is kept by the browser, data never', async () => {
  expect((await ask(`${OWN}/assets/main-1.js`)).headers.get('cache-control')).toContain('immutable');
  expect((await ask(`${OWN}/api/session`)).headers.get('cache-control')).toBe('no-store');
});

test('a file outside of the page cannot be asked for', async () => {
  for (const name of ['..%2Findex.html', '..%2f..%2fpackage.json', 'nothing.js']) {
    expect((await ask(`${OWN}/assets/${name}`)).status).toBe(404);
  }
});

test('an unknown address of the data is a sentence', async () => {
  expect(await refusalOf(ask(`${OWN}/api/nothing`))).toEqual([404, 'not-found']);
});
