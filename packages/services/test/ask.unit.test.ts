import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { askTaskManagers } from '../src/ask.js';
import { readSettings } from '../src/settings.js';

/** A Flink that answers its first requests with these statuses, and then that it has one TaskManager. */
async function settingsOf(statuses: number[]) {
  let asked = 0;
  const server = createServer((_, response) => {
    const status = statuses[asked++] ?? 200;
    response.writeHead(status).end(JSON.stringify({ taskmanagers: [{ id: 'a', slotsNumber: 8 }] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { ...readSettings(), flink: { url } };
}

test('a Flink that is slow for a moment is not called away', async () => {
  expect(await askTaskManagers(await settingsOf([500, 500]))).toEqual([{ id: 'a', slots: 8 }]);
});

test.each([503, 404])('a Flink that answers with status %i is not ready', async (status) => {
  expect(await askTaskManagers(await settingsOf([status]))).toBeUndefined();
});
