/**
 * Messages as Kafka stores and sends them: batches of records, see https://kafka.apache.org/documentation/#recordbatch.
 * kafkajs decodes them too, but it unpacks without a bound, gives up all of an answer for one batch whose compression it
 * lacks, and forgets the order of headers.
 */
import { promisify } from 'node:util';
import zlib from 'node:zlib';

const HEADER_BYTES = 61;
/** A small batch may unpack to gigabytes. */
const MAX_UNPACKED_BYTES = 64 * 1024 * 1024;
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Codec = (typeof CODECS)[number];

/** Who set a message's timestamp: its producer, or the broker when it stored the message. */
export type TimestampType = 'CreateTime' | 'LogAppendTime';

export interface RecordHeader {
  name: string;
  value: Buffer | null;
}

/** One message. Its buffers are parts of the broker's answer: copy what is to be kept. */
export interface KafkaRecord {
  offset: number;
  /** Milliseconds since 1970; -1 where there is none. */
  timestamp: number;
  timestampType: TimestampType;
  key: Buffer | null;
  value: Buffer | null;
  /** In the order in which they were sent; a name may occur more than once. */
  readonly headers: RecordHeader[];
}

export interface RecordBatch {
  firstOffset: number;
  lastOffset: number;
  codec: Codec;
  timestampType: TimestampType;
  baseTimestamp: number;
  maxTimestamp: number;
  producerId: bigint;
  isTransactional: boolean;
  /** Holds a marker of Kafka's own, the end of a transaction, and no messages. */
  isControl: boolean;
  /** How many records it holds. */
  count: number;
  body: Buffer;
}

/** Why a batch cannot be read, in words that follow "because". */
export class UnreadableBatch extends Error {
  override readonly name = 'UnreadableBatch';
}

/** The whole batches of a record set; the last one is often cut off, and is left out. */
export function* batchesOf(set: Buffer): Generator<RecordBatch> {
  let at = 0;
  while (set.length - at >= HEADER_BYTES) {
    const end = at + 12 + set.readInt32BE(at + 8);
    if (end > set.length) return;
    const magic = set.readInt8(at + 16);
    if (magic !== 2) throw new UnreadableBatch(`it is in Kafka's old message format ${magic}`);
    const attributes = set.readInt16BE(at + 21);
    const firstOffset = Number(set.readBigInt64BE(at));
    yield {
      firstOffset,
      lastOffset: firstOffset + set.readInt32BE(at + 23),
      codec: CODECS[attributes & 7] ?? 'none',
      timestampType: (attributes & 8) === 0 ? 'CreateTime' : 'LogAppendTime',
      baseTimestamp: Number(set.readBigInt64BE(at + 27)),
      maxTimestamp: Number(set.readBigInt64BE(at + 35)),
      producerId: set.readBigInt64BE(at + 43),
      isTransactional: (attributes & 16) !== 0,
      isControl: (attributes & 32) !== 0,
      count: set.readInt32BE(at + 57),
      body: set.subarray(at + HEADER_BYTES, end),
    };
    at = end;
  }
}

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

/** Node has Zstandard from 22.15 on. */
function unpackers(): Partial<Record<Codec, Unpack>> {
  const { zstdDecompress } = zlib as { zstdDecompress?: typeof zlib.gunzip };
  return { gzip: promisify(zlib.gunzip), ...(zstdDecompress ? { zstd: promisify(zstdDecompress) } : {}) };
}

async function unpack(batch: RecordBatch): Promise<Buffer> {
  if (batch.codec === 'none') return batch.body;
  const unpacker = unpackers()[batch.codec];
  if (!unpacker) throw new UnreadableBatch(`it is compressed with ${batch.codec}, which cannot be unpacked here`);
  try {
    return await unpacker(batch.body, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    const tooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    throw new UnreadableBatch(
      tooLarge
        ? `it unpacks to more than ${MAX_UNPACKED_BYTES / 1024 / 1024} MB`
        : `its ${batch.codec} compression is damaged`,
    );
  }
}

/**
 * The records of a batch.
 * @throws UnreadableBatch where its compression is not known here, or its bytes are damaged
 */
export async function recordsOf(batch: RecordBatch): Promise<KafkaRecord[]> {
  const bytes = await unpack(batch);
  const records: KafkaRecord[] = [];
  try {
    const reader = new Varints(bytes);
    for (let i = 0; i < batch.count; i++) {
      const length = reader.next();
      const end = reader.at + length;
      if (length < 0 || end > bytes.length) throw new RangeError();
      records.push(readRecord(batch, new Varints(bytes.subarray(reader.at, end))));
      reader.at = end;
    }
  } catch (error) {
    if (error instanceof RangeError) throw new UnreadableBatch('its bytes are damaged');
    throw error;
  }
  return records;
}

function readRecord(batch: RecordBatch, reader: Varints): KafkaRecord {
  reader.at = 1;
  const delta = reader.next();
  const offset = batch.firstOffset + reader.next();
  const byProducer = batch.timestampType === 'CreateTime';
  const timestamp = byProducer ? batch.baseTimestamp + delta : batch.maxTimestamp;
  const key = reader.bytes();
  const value = reader.bytes();
  const headersAt = reader.at;
  return {
    offset,
    timestamp,
    timestampType: batch.timestampType,
    key,
    value,
    get headers() {
      reader.at = headersAt;
      const count = reader.next();
      return Array.from({ length: Math.max(0, Math.min(count, reader.rest())) }, () => ({
        name: (reader.bytes() ?? '').toString(),
        value: reader.bytes(),
      }));
    },
  };
}

/** Reads the numbers of variable length in which records are written. */
class Varints {
  at = 0;
  constructor(private readonly buffer: Buffer) {}

  rest(): number {
    return this.buffer.length - this.at;
  }

  next(): number {
    let unsigned = 0;
    let factor = 1;
    let byte: number;
    do {
      byte = this.buffer[this.at++] ?? -1;
      if (byte < 0 || factor > 2 ** 63) throw new RangeError();
      unsigned += (byte & 0x7f) * factor;
      factor *= 128;
    } while (byte >= 0x80);
    return unsigned % 2 === 0 ? unsigned / 2 : -(unsigned + 1) / 2;
  }

  /** Bytes with their length before them; null where the length is -1. */
  bytes(): Buffer | null {
    const length = this.next();
    if (length < 0) return null;
    if (length > this.rest()) throw new RangeError();
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }
}

export interface AbortedTransaction {
  producerId: bigint;
  firstOffset: number;
}

const ABORT = Buffer.from([0, 0, 0, 0]);

/** Tells which batches of one answer belong to aborted transactions; it must be shown all of them, in order. */
export class AbortedTransactions {
  readonly #toCome: AbortedTransaction[];
  readonly #aborting = new Set<bigint>();

  constructor(aborted: readonly AbortedTransaction[]) {
    this.#toCome = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset);
  }

  /** Whether a reader with isolation level read_committed passes over the batch. */
  async hides(batch: RecordBatch): Promise<boolean> {
    while (this.#toCome[0] && this.#toCome[0].firstOffset <= batch.lastOffset) {
      this.#aborting.add(this.#toCome[0].producerId);
      this.#toCome.shift();
    }
    if (!batch.isControl) return batch.isTransactional && this.#aborting.has(batch.producerId);
    const [marker] = batch.count > 0 ? await recordsOf(batch) : [];
    if (marker?.key?.equals(ABORT)) this.#aborting.delete(batch.producerId);
    return true;
  }
}
