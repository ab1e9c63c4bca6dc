import { setTimeout as delay } from 'node:timers/promises';
import { type FunctionService, type ServeOptions, serveFunction } from '@workbook/flink';
import { afterEach, expect, test } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import { causeHadEventBeenLost } from '../lost-event.js';

const live = useLive();
const SERVED = fileBeside(import.meta.url, 'jobs/served.ts');
let service: FunctionService | undefined;

afterEach(async () => {
  await service?.close();
  service = undefined;
});

interface Frame {
  id: number;
  bytes: Buffer;
}

/** As long as a native package such as sharp may need. */
const SLOW_MS = 30;

async function run(
  count: number,
  fn: (frame: Frame) => { mean: number },
  options: ServeOptions,
  work: () => Promise<unknown> = () => delay(SLOW_MS),
) {
  const sizes: number[] = [];
  service = await serveFunction<Frame, { mean: number } | Error>(
    'brightness',
    async (batch) => {
      sizes.push(batch.length);
      await work();
      return batch.map((frame) => {
        try {
          return fn(frame);
        } catch (error) {
          return error as Error;
        }
      });
    },
    options,
  );
  const [out] = await live.topics('results');
  const job = await live.submit(SERVED, { args: { broker: live.broker, out, count, service: service.endpoint } });
  return { job, out, sizes };
}

const mean = ({ bytes }: Frame) => ({ mean: bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length });

test('a slow function in Node gets the frames in batches and as bytes, and each has its result, also one that is no base64', async () => {
  // It works on the first frames until a whole batch waits behind them.
  const untilBatch = async () => {
    do await delay(SLOW_MS);
    while (service && service.stats().calls === 1 && service.stats().waiting < 8);
  };
  const { out, sizes } = await run(60, mean, { batchSize: 8, maxWaitMs: 100 }, untilBatch);
  const results = (await live.consume(out, 60)).map(({ value }) => value).sort((a, b) => a.id - b.id);
  const torn = { id: 7, mean: -1, reason: 'it has the character ~ at position 0' };
  expect(results).toEqual(Array.from({ length: 60 }, (_, id) => (id === torn.id ? torn : { id, mean: id })));
  expect(Math.max(...sizes)).toBe(8);
  expect(service?.stats()).toMatchObject({ answered: 59, failed: 0, waiting: 0 });
});

test('a service with a short queue slows the job down, and no frame is lost', async () => {
  // It works on the first frames until the queue behind them was full.
  const untilFull = async () => {
    while (service?.stats().turnedAway === 0) await delay(SLOW_MS);
  };
  const { out } = await run(40, mean, { batchSize: 4, maxQueue: 12 }, untilFull);
  expect(await live.consume(out, 40)).toHaveLength(40);
  expect(service?.stats()).toMatchObject({ answered: 39, failed: 0 });
  expect(service?.stats().turnedAway).toBeGreaterThan(0);
});

test("a throw there fails the job with the line there, the operator's line and the frame", async () => {
  const tooDark = (frame: Frame) => {
    if (frame.id === 3) throw new RangeError('too dark');
    return mean(frame);
  };
  const { job } = await run(5, tooDark, {});
  expect((await job.waitForEnd(PATIENT)).state).toBe('FAILED');
  const message = (await job.failure())?.message;
  expect(message).toMatch(/served\.live\.test\.ts:\d+:\d+: RangeError: too dark/);
  expect(message).toMatch(/^\S*served\.ts:\d+:\d+: Job served failed in operator "brightness"/);
  expect(message).toContain('record: {"id":3');
  expect(await causeHadEventBeenLost(live.rest, job)).toBe(message);
});
