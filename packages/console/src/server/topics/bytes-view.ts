/** Bytes of a message as they can be shown: text, JSON, a picture, or hexadecimal digits. Nothing of it is ever HTML. */
import type { KafkaRecord } from '@workbook/kafka';
import { BYTE_ORDER_MARK, type BytesView, type MessageView } from '../../api/topics.js';
import { jpegSize } from './jpeg.js';

export interface ViewLimits {
  /** Bytes of text of a value, and of binary data as hexadecimal digits. */
  textBytes: number;
  hexBytes: number;
  /** Bytes of text of a key or header. */
  shortBytes: number;
  headers: number;
}

/** For lists. */
export const BRIEF: ViewLimits = { textBytes: 400, hexBytes: 32, shortBytes: 120, headers: 4 };
/** For one message that is looked at. */
export const FULL: ViewLimits = { textBytes: 256 * 1024, hexBytes: 4 * 1024, shortBytes: 4 * 1024, headers: 200 };

const MAX_PICTURE_BYTES = 8 * 1024 * 1024;
const MAX_PICTURE_PIXELS = 40_000_000;

/** The text of UTF-8 bytes, whose last character may be cut off; undefined where they are none, or hold a NUL. */
function decode(bytes: Buffer, cutOff: boolean): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, { stream: cutOff });
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  if (!/^\s*[{["\d\-tfn]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Text that begins like an object or array; the rest of it was cut off. */
const beginsLikeJson = (text: string) => !text.startsWith(BYTE_ORDER_MARK) && /^\s*(\{\s*("|$)|\[)/.test(text);

export function hex(bytes: Buffer): string {
  return (bytes.toString('hex').match(/../g) ?? []).join(' ');
}

export function viewBytes(bytes: Buffer, textBytes: number, hexBytes: number): BytesView {
  const size = bytes.length;
  if (size === 0) return { size, kind: 'empty', text: '', truncated: false };
  const truncated = size > textBytes;
  const text = decode(truncated ? bytes.subarray(0, textBytes) : bytes, truncated);
  if (text !== undefined) {
    const json = truncated ? beginsLikeJson(text) : isJson(text);
    return { size, kind: json ? 'json' : 'text', text, truncated };
  }
  const head = { size, text: hex(bytes.subarray(0, hexBytes)), truncated: size > hexBytes };
  const picture = jpegSize(bytes);
  if (!picture) return { ...head, kind: 'binary' };
  const tooLarge = size > MAX_PICTURE_BYTES || picture.width * picture.height > MAX_PICTURE_PIXELS;
  return { ...head, kind: 'jpeg', ...picture, tooLarge };
}

export function viewMessage(partition: number, record: KafkaRecord, limits: ViewLimits): MessageView {
  const { offset, timestamp, timestampType, key, value } = record;
  const { headers } = record;
  const short = (bytes: Buffer | null) => bytes && viewBytes(bytes, limits.shortBytes, limits.hexBytes);
  return {
    partition,
    offset,
    timestamp,
    timestampType,
    key: short(key),
    value: value && viewBytes(value, limits.textBytes, limits.hexBytes),
    headers: headers.slice(0, limits.headers).map((it) => ({ name: it.name.slice(0, 200), value: short(it.value) })),
    moreHeaders: Math.max(0, headers.length - limits.headers),
  };
}
