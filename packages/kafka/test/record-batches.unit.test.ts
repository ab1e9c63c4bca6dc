/** Batches are written by kafkajs's encoder, so that what is read is what a producer sends. */
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  AbortedTransactions,
  batchesOf,
  type RecordBatch,
  recordsOf,
  UnreadableBatch,
} from '../src/reading/record-batches.js';

const load = createRequire(import.meta.url);
const { RecordBatch: encodeBatch } = load('kafkajs/src/protocol/recordBatch/v0') as {
  RecordBatch: (options: object) => Promise<{ buffer: Buffer }>;
};
const encodeRecord = load('kafkajs/src/protocol/recordBatch/record/v0') as (options: object) => object;

interface Sent {
  key?: Buffer | null;
  value: Buffer | null;
  headers?: Record<string, Buffer | Buffer[]>;
}

async function batch(sent: readonly Sent[], options: object = {}): Promise<Buffer> {
  const records = sent.map((it, offsetDelta) =>
    encodeRecord({ offsetDelta, timestampDelta: offsetDelta * 10, key: null, ...it }),
  );
  const basics = { firstOffset: 100, firstTimestamp: 1_000, maxTimestamp: 1_090, lastOffsetDelta: sent.length - 1 };
  return (await encodeBatch({ ...basics, records, ...options })).buffer;
}

async function read(set: Buffer) {
  return (await Promise.all([...batchesOf(set)].map(recordsOf))).flat();
}

const text = (value: string) => Buffer.from(value);

describe('records', () => {
  it('come with offset, time, key, value and headers, whatever the headers are called', async () => {
    const headers = { constructor: text('a'), toString: [text('1'), text('2')], '': text('empty name') };
    const set = await batch([
      { key: text('k'), value: text('v'), headers },
      { key: null, value: null },
    ]);
    const [first, second] = await read(set);
    expect(first).toMatchObject({ offset: 100, timestamp: 1_000, timestampType: 'CreateTime' });
    expect([first?.key?.toString(), first?.value?.toString()]).toEqual(['k', 'v']);
    expect(first?.headers.map(({ name, value }) => [name, value?.toString()])).toEqual([
      ['constructor', 'a'],
      ['toString', '1'],
      ['toString', '2'],
      ['', 'empty name'],
    ]);
    expect(second).toMatchObject({ offset: 101, timestamp: 1_010, key: null, value: null, headers: [] });
  });

  it('are read from several batches, gzip or not; one that is cut off is left for the next fetch', async () => {
    const plain = await batch([{ value: text('one') }]);
    const packed = await batch([{ value: text('two') }, { value: text('three') }], {
      compression: 1,
      firstOffset: 101,
    });
    const cut = Buffer.concat([plain, packed, plain.subarray(0, plain.length - 1)]);
    expect((await read(cut)).map(({ value }) => String(value))).toEqual(['one', 'two', 'three']);
    expect([...batchesOf(cut)].map(({ firstOffset, lastOffset }) => [firstOffset, lastOffset])).toEqual([
      [100, 100],
      [101, 102],
    ]);
  });

  it('of an unknown compression, of damaged bytes and of a bomb are named, and cost nothing else', async () => {
    const snappy = await batch([{ value: text('x') }]);
    snappy.writeInt16BE(2, 21);
    const damaged = await batch([{ value: text('0123456789') }]);
    damaged.writeInt8(127, 61);
    const [bomb] = batchesOf(await batch([{ value: text('x') }], { compression: 1 }));
    const body = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    await expect(read(snappy)).rejects.toThrow('it is compressed with snappy, which cannot be unpacked here');
    await expect(read(damaged)).rejects.toThrow('its bytes are damaged');
    await expect(recordsOf({ ...(bomb as RecordBatch), body })).rejects.toThrow('it unpacks to more than 64 MB');
    await expect(recordsOf({ ...(bomb as RecordBatch), body: text('no gzip') })).rejects.toThrow(UnreadableBatch);
  });

  it('of a million to a batch do not overflow the stack', async () => {
    const [one] = batchesOf(await batch([{ value: text('x') }]));
    const count = 1_000_000;
    const body = Buffer.alloc((one as RecordBatch).body.length * count, (one as RecordBatch).body);
    expect(await recordsOf({ ...(one as RecordBatch), count, body })).toHaveLength(count);
  });
});

describe('isolation level read_committed', () => {
  const ABORT = text('\u0000\u0000\u0000\u0000');
  const COMMIT = text('\u0000\u0000\u0000\u0001');
  const data = async (firstOffset: number, producerId: number) =>
    batch([{ value: text(`${firstOffset}`) }], { firstOffset, producerId, transactional: producerId >= 0 });
  const marker = async (firstOffset: number, producerId: number, key: Buffer) => {
    const control = await batch([{ key, value: text('') }], { firstOffset, producerId, transactional: true });
    control.writeInt16BE(control.readInt16BE(21) | 32, 21);
    return control;
  };
  async function seen(set: Promise<Buffer>[], aborted: [producer: number, first: number][]): Promise<number[]> {
    const hidden = new AbortedTransactions(
      aborted.map(([producer, firstOffset]) => ({ producerId: BigInt(producer), firstOffset })),
    );
    const offsets: number[] = [];
    for (const each of batchesOf(Buffer.concat(await Promise.all(set)))) {
      if (!(await hidden.hides(each))) offsets.push(each.firstOffset);
    }
    return offsets;
  }

  it('hides overlapping transactions that the broker lists by their ends', async () => {
    const set = [data(1, 7), data(2, 8), marker(3, 8, ABORT), marker(4, 7, ABORT), data(5, 9), marker(6, 9, COMMIT)];
    const aborted: [number, number][] = [
      [8, 2],
      [7, 1],
    ];
    expect(await seen(set, aborted)).toEqual([5]);
  });

  it('shows what the same producer committed before and after, and what is in no transaction', async () => {
    const set = [
      data(1, 7),
      marker(2, 7, COMMIT),
      data(3, 7),
      data(4, -1),
      marker(5, 7, ABORT),
      data(6, 7),
      marker(7, 7, COMMIT),
    ];
    expect(await seen(set, [[7, 3]])).toEqual([1, 4, 6]);
  });
});
