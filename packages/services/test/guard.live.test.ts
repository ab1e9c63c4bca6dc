/** Who may call Flink's REST API: programs and its own dashboard, but no other web page. */
import { readdirSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { readSettings } from '../src/settings.js';

const settings = readSettings();
const own = new URL(settings.flink.url);

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** fetch would not let us choose Host and Origin. */
function request(method: string, target: string, headers: Record<string, string>, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: own.hostname, port: own.port, method, path: target, headers, agent: false };
    const outgoing = http.request(options, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const { statusCode = 0, headers: answered } = response;
      resolve({ status: statusCode, headers: answered, body: Buffer.concat(chunks).toString('utf8') });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** How a browser follows a link of another site's page. */
const LINK = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
const MULTIPART = { 'Content-Type': 'multipart/form-data; boundary=b' };
const UPLOAD = [
  '--b',
  'Content-Disposition: form-data; name="jarfile"; filename="evil.jar"',
  'Content-Type: application/x-java-archive',
  '',
  'not really a jar',
  '--b--',
  '',
].join('\r\n');

describe('Flink’s REST API answers', () => {
  test('programs, which send no Origin', async () => {
    expect((await request('GET', '/overview', {})).status).toBe(200);
  });

  test('its own dashboard', async () => {
    expect((await request('GET', '/overview', { Origin: own.origin, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(
      200,
    );
    const viaName = { Host: `localhost:${own.port}`, Origin: `http://localhost:${own.port}` };
    expect((await request('GET', '/overview', viaName)).status).toBe(200);
  });

  test('a link to the dashboard on another page', async () => {
    for (const target of ['/', '/index.html', '/?from=mail']) {
      expect((await request('GET', target, LINK)).status).toBe(200);
    }
  });
});

describe('Flink’s REST API refuses', () => {
  test.each([
    ['another page', { Origin: 'http://evil.example' }],
    ['a page of another port', { Origin: `http://127.0.0.1:${Number(own.port) + 1}` }],
    ['a page without an origin', { Origin: 'null' }],
    ['an image or script in another page', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
    ['a name that was made to resolve to 127.0.0.1', { Host: 'evil.example' }],
    ['such a name with its own origin', { Host: 'evil.example:80', Origin: 'http://evil.example:80' }],
  ])('%s', async (_, headers) => {
    const answer = await request('GET', '/jars', headers);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toHaveProperty('errors');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('a link on another page to what changes something, or to data', async () => {
    const job = `/jobs/${'0'.repeat(32)}`;
    for (const target of [
      `${job}/yarn-cancel`,
      `${job}/yarn-stop`,
      '/jobs/overview',
      '//',
      '/./jobs',
      '/index.html/..',
    ]) {
      expect((await request('GET', target, LINK)).status).toBe(403);
      expect((await request('GET', target, { ...LINK, 'Sec-Fetch-Site': 'same-site' })).status).toBe(403);
    }
  });

  test('a jar from another page, and stores nothing of it', async () => {
    const answer = await request('POST', '/jars/upload', { ...MULTIPART, Origin: 'http://evil.example' }, UPLOAD);
    expect(answer.status).toBe(403);
    const stored = readdirSync(path.join(settings.home, 'flink', 'upload'), { recursive: true, encoding: 'utf8' });
    expect(stored.filter((name) => name.endsWith('evil.jar'))).toEqual([]);
  });

  test('to let another page ask whether it may', async () => {
    const preflight = { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'DELETE' };
    expect((await request('OPTIONS', '/jars', preflight)).status).toBe(403);
  });

  test('to name another page in its answers', async () => {
    const { headers } = await request('GET', '/overview', {});
    expect(headers['access-control-allow-origin']).toBe(own.origin);
  });
});
