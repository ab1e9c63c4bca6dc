/** A pipeline started from the console: its programs work, end in good order, and do not outlive a console that is killed. */
import { readSettings } from '@workbook/services';
import { withAdmin } from '@workbook/services/dist/ask.js';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { deleteSavepoint, SavepointNote } from '../../../pipelines/program/savepoint.js';
import { useLive } from '../../flink/test/harness.js';
import type { PipelineEvent, PipelineStatus } from '../src/api/pipelines.js';
import { type ServedConsole, serveConsole } from './served-console.js';

const WAIT = { timeout: 110_000, interval: 250 };

const PROCESSOR_GROUP = 'transactions-processor';

const live = useLive();
let served: ServedConsole;

/** Takes events of the pipeline until one is as wanted. */
async function eventOf(wanted: (event: PipelineEvent) => boolean): Promise<PipelineEvent> {
  const stop = new AbortController();
  const { body } = await fetch(`${served.url}/api/pipelines/transactions/events`, { signal: stop.signal });
  let text = '';
  try {
    for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = /^event: pipeline\ndata: (.*)$/m.exec(event)?.[1];
        const parsed = data === undefined ? undefined : (JSON.parse(data) as PipelineEvent);
        if (parsed && wanted(parsed)) return parsed;
      }
    }
  } finally {
    stop.abort();
  }
  throw new Error('The stream ended.');
}

const status = async () => (await served.get<PipelineStatus[]>('/pipelines')).find(({ id }) => id === 'transactions');
const jobRuns = async () => (await live.livingJobs()).some(({ name }) => name === 'transactions');

beforeAll(async () => {
  served = await serveConsole();
});
afterAll(async () => {
  await served?.stop();
  await vi.waitFor(async () => expect(await jobRuns()).toBe(false), WAIT);
  const note = new SavepointNote(readSettings().home, 'transactions');
  const savepoint = note.read();
  if (savepoint) await deleteSavepoint(savepoint);
  note.forget();
  // The processor keeps its group from one run to the next; there is one as soon as a checkpoint has committed offsets.
  await withAdmin(readSettings(), async (admin) => {
    const { groups } = await admin.listGroups();
    if (groups.some(({ groupId }) => groupId === PROCESSOR_GROUP)) await admin.deleteGroups([PROCESSOR_GROUP]);
  });
});

test('the transaction pipeline shows sums and dear purchases, and ends in good order', {
  timeout: 240_000,
}, async () => {
  expect((await served.change('POST', '/pipelines/transactions/start', {})).status).toBe(200);
  expect((await served.change('POST', '/pipelines/transactions/start', {})).status).toBe(409);
  const { transactions, status: running } = await eventOf(({ transactions: part, status: { programs } }) => {
    const closed = new Set(part?.value?.categories.map(({ start }) => start)).size;
    return closed >= 2 && (part?.value?.highValue.length ?? 0) > 0 && programs.every(({ lines }) => lines.length > 0);
  });
  expect(transactions?.problem).toBeUndefined();
  expect(transactions?.value?.users.length).toBeGreaterThan(0);
  expect(running.running).toBe(true);
  await served.change('POST', '/pipelines/transactions/stop', {});
  await vi.waitFor(async () => expect(await status()).toMatchObject({ running: false }), WAIT);
  expect((await status())?.programs.map(({ state }) => state)).toEqual(['ended', 'ended']);
  expect(await jobRuns()).toBe(false);
});

test('its programs end with a console that is killed', { timeout: 240_000 }, async () => {
  expect((await served.change('POST', '/pipelines/transactions/start', {})).status).toBe(200);
  await vi.waitFor(async () => expect(await jobRuns()).toBe(true), WAIT);
  process.kill(served.pid, 'SIGKILL');
  await vi.waitFor(async () => expect(await jobRuns()).toBe(false), WAIT);
  await served.stop();
  served = await serveConsole();
  const now = await status();
  expect([now?.running, now?.elsewhere]).toEqual([false, undefined]);
});
