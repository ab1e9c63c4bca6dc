import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { attack, uncaughtDuring } from '../../../packages/services/test/page-attacks.js';
import { PageServer } from '../pages/page-server.js';

let server: PageServer;
let connections = 0;
let received: number[] = [];

beforeAll(async () => {
  server = await PageServer.start({
    page: 'display',
    port: 0,
    camera: false,
    maxMessageBytes: 1_000,
    onPage(socket) {
      connections += 1;
      socket.on('message', (data) => received.push(String(data).length));
    },
  });
});

afterAll(() => server.close());

/** What the server answers to these headers. */
function ask(path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>((resolve, reject) => {
    const asking = request(new URL(path, server.url), { headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asking.on('error', reject).end();
  });
}

/** The code with which a connection ends: 0 is that it was opened. */
function connect(query: string, headers: Record<string, string>, message?: string): Promise<number | string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}${query}`, { headers });
    socket.on('open', () => {
      if (message === undefined) {
        resolve('open');
        socket.close();
      } else socket.send(message);
    });
    socket.on('unexpected-response', (_, answer) => resolve(answer.statusCode ?? 0));
    socket.on('close', (code) => resolve(code));
    socket.on('error', () => {});
  });
}

const origin = () => server.url.replace(/\/$/, '');
const token = async () => (JSON.parse((await ask('/session')).text) as { token: string }).token;

describe('a page’s server', () => {
  it('sends its page with a policy that lets nothing foreign and nothing inline run', async () => {
    const { status, headers, text } = await ask('/');
    expect(status).toBe(200);
    expect(text).toContain('<h1>Video frames, live</h1>');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|http:|https:|\*/);
    expect(headers['permissions-policy']).toContain('camera=()');
    expect(text).not.toMatch(/<script>|<style|style=|onclick/);
    expect((await ask('/page.js')).headers['content-type']).toContain('javascript');
    expect((await ask('/../page-server.ts')).status).toBe(404);
  });

  it.each([
    ['another name for this machine', { host: 'evil.example' }],
    ['another site’s page', { origin: 'http://evil.example' }],
    ['another program’s page on this machine', { origin: 'http://127.0.0.1:8888' }],
  ])('refuses %s', async (_, headers) => {
    expect((await ask('/', headers)).status).toBe(403);
    expect((await ask('/session', headers)).status).toBe(403);
  });

  it('tells its token to no page of another site', async () => {
    expect((await ask('/session', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ask('/session', { 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('opens a connection for its own page only, with the token', async () => {
    const right = `?token=${await token()}`;
    const before = connections;
    expect(await connect(right, {})).toBe(403);
    expect(await connect(right, { origin: 'http://evil.example' })).toBe(403);
    expect(await connect(right, { origin: origin(), host: 'evil.example' })).toBe(403);
    expect(await connect('?token=wrong', { origin: origin() })).toBe(403);
    expect(await connect('', { origin: origin() })).toBe(403);
    expect(connections).toBe(before);
    expect(await connect(right, { origin: origin() })).toBe('open');
    expect(connections).toBe(before + 1);
  });

  it('outlives whatever is sent to it, and gives nothing to anybody else', { timeout: 60_000 }, async () => {
    const secret = await token();
    const before = connections;
    let granted: string[] = [];
    const uncaught = await uncaughtDuring(async () => {
      ({ granted } = await attack(origin(), secret));
      const page = new WebSocket(`${server.url.replace('http', 'ws')}/`, {
        headers: { origin: 'http://evil.example' },
      });
      await new Promise((resolve) => page.on('error', resolve));
    });
    expect({ granted, uncaught }).toEqual({ granted: [], uncaught: [] });
    expect((await ask('/')).status).toBe(200);
    expect(await connect(`?token=${secret}`, { origin: origin() })).toBe('open');
    expect(connections).toBeGreaterThan(before);
  });

  it('cuts off who sends more than a page would', async () => {
    received = [];
    const code = await connect(`?token=${await token()}`, { origin: origin() }, 'x'.repeat(1_001));
    expect(code).toBe(1009);
    expect(received).toEqual([]);
  });

  it('takes the next port when its own is taken', async () => {
    const port = Number(new URL(server.url).port);
    const options = { page: 'webcam', port, camera: true, maxMessageBytes: 10, onPage() {} } as const;
    const second = await PageServer.start(options);
    expect(second.url).not.toBe(server.url);
    await second.close();
  });
});

it('the pages’ code is well typed', { timeout: 60_000 }, async () => {
  const compiler = 'node_modules/typescript/bin/tsc';
  const { stdout } = await promisify(execFile)(process.execPath, [compiler, '-p', 'pipelines/video/pages/client']);
  expect(stdout).toBe('');
});
