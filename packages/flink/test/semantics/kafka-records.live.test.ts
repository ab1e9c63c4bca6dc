import { expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/kafka-records.ts');
type Six<T> = [T, T, T, T, T, T];
const AT = Date.parse('2026-05-04T09:30:00Z');

it('key, headers, timestamp, offset, tombstones and bytes come in and go out as they are', async () => {
  const names = ['values', 'tombstones', 'texts', 'images', 'copies'];
  const zstd = { name: 'in', partitions: 1, config: { 'compression.type': 'zstd' } };
  const [input, values, tombstones, texts, images, copies] = (await live.topics(zstd, ...names)) as Six<string>;
  await live.produce(input, [
    { key: 'a', value: { n: 1 }, timestamp: AT, headers: { source: 'tëst', trace: ['x', 'y', 'x'] } },
    { value: [1.5, null], timestamp: AT + 5 },
    { key: 'b', value: null, timestamp: AT + 9 },
  ]);
  // No UTF-8, no JSON, and a length that base64 has to pad.
  const image = Buffer.from([0xff, 0xd8, 0xff, 0x00, 0x22, 0x7b, 0xc3]);
  await live.produce(images, [{ value: image }, { value: Buffer.alloc(0) }]);
  const handle = await live.submit(job, {
    args: { broker: live.broker, in: input, outs: [values, tombstones], texts, images, copies },
  });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');

  const where = [1, 0, 1, 0];
  const place = { topic: input, partition: 0 };
  const out = (await live.consume(values, 2)).map(({ value, key, headers, timestamp }) => ({
    value,
    key,
    headers,
    timestamp,
  }));
  const first = {
    ...place,
    offset: 0,
    timestamp: AT,
    key: 'a',
    headers: { source: 'tëst', trace: ['x', 'y', 'x'] },
    value: { n: 1 },
    where,
  };
  const second = { ...place, offset: 1, timestamp: AT + 5, key: null, headers: {}, value: [1.5, null], where };
  expect(out).toEqual([
    { value: first, key: 'a', headers: { source: 'tëst', trace: 'x,y,x', copied: 'yes' }, timestamp: AT + 1 },
    { value: second, key: null, headers: { copied: 'yes' }, timestamp: AT + 6 },
  ]);
  const [tombstone] = await live.consume(tombstones, 1);
  expect(tombstone).toMatchObject({ value: null, key: 'b', timestamp: AT + 10 });
  const copied = (await live.consume(copies, 2)).map(({ bytes, headers }) => ({ bytes, headers }));
  expect(copied).toEqual([
    { bytes: image, headers: { base64: image.toString('base64') } },
    { bytes: Buffer.alloc(0), headers: { base64: '' } },
  ]);
  expect((await live.consume(texts, 3)).map(({ bytes }) => String(bytes))).toEqual(['a – 0', 'null – 1', 'b – 2']);
});
