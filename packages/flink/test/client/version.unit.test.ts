import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { FlinkClient } from '@workbook/flink';
import { afterEach, expect, test } from 'vitest';

const JOB = fileURLToPath(new URL('jobs/double.ts', import.meta.url));
let server: Server | undefined;

afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

/** Answers every request like this. */
async function addressOf(status: number, body: string): Promise<string> {
  const answering = createServer((_, response) => response.writeHead(status).end(body));
  server = answering;
  await new Promise<void>((resolve) => answering.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(answering.address() as AddressInfo).port}`;
}

test.each([
  ['{"flink-version":"1.20.1"}', 200, /Flink at http:\S+ is version 1\.20\.1, and TypeScript jobs need version 2\.x/],
  ['<html>', 200, /What answers at http:\S+ is not Flink's REST API/],
  ['{}', 200, /is not Flink's REST API/],
  ['no such page', 404, /is not Flink's REST API/],
])('a submission to what answers %s is refused before anything is sent', async (body, status, sentence) => {
  const client = new FlinkClient(await addressOf(status, body));
  const args = { broker: 'localhost:9092', input: 'a', output: 'b' };
  await expect(client.submit(JOB, { args, typeCheck: false, missingTopics: 'ignore' })).rejects.toThrow(sentence);
});
