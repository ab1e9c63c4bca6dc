/** Messages as text for a terminal: JSON laid out, binary as hex, and nothing that the terminal would obey. */
import { escapeLine, escapeText } from '@workbook/terminal';
import { readMessageTime } from './message-time.js';

const HEX_BYTES = 64;
/** Some editors and Windows programs write it before UTF-8 text. It is not seen, and no part of JSON (RFC 8259). */
const BYTE_ORDER_MARK = '\ufeff';

/** The text of UTF-8 bytes; undefined where they are none, or hold a NUL, as only binary data does. */
function decode(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function hex(bytes: Buffer): string {
  const pairs = bytes.subarray(0, HEX_BYTES).toString('hex').match(/../g) ?? [];
  return `<${bytes.length} bytes: ${pairs.join(' ')}${bytes.length > HEX_BYTES ? ' …' : ''}>`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Lays out JSON text over several lines. The text is walked rather than parsed and written again, so that every number and
 * every repeated key is shown as it was sent.
 */
export function layOutJson(json: string): string {
  let output = '';
  let depth = 0;
  let rest = json;
  while (rest !== '') {
    const token = /^(\s+|"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|[^\s{}[\],:"]+)/.exec(rest)?.[0] ?? rest;
    rest = rest.slice(token.length);
    if (token.trim() === '') continue;
    if (token === '}' || token === ']') output += `\n${'  '.repeat(--depth)}${token}`;
    else if (token === '{' || token === '[') output += `${token}\n${'  '.repeat(++depth)}`;
    else if (token === ',') output += `,\n${'  '.repeat(depth)}`;
    else output += token === ':' ? ': ' : /^[{[]/.test(token) ? token.replaceAll(/\s/g, '') : token;
  }
  return output;
}

function laidOut(text: string): string {
  return escapeText(/^\s*[{[]/.test(text) && isJson(text) ? layOutJson(text) : text);
}

/** A key, value or header for the terminal. */
export function formatBytesOfMessage(bytes: Buffer | null, whenNull: string): string {
  if (bytes === null) return whenNull;
  const text = decode(bytes);
  if (text === undefined) return hex(bytes);
  if (text === '') return '(empty)';
  if (text.startsWith(BYTE_ORDER_MARK)) return `<byte order mark, which JSON parsers refuse> ${laidOut(text.slice(1))}`;
  return laidOut(text);
}

export interface ShownMessage {
  partition: number;
  offset: string;
  /** Milliseconds since 1970, as Kafka sends it: a text of digits. */
  timestamp: string;
  key: Buffer | null;
  value: Buffer | null;
  headers?: readonly { name: string; value: Buffer | null }[];
}

/** In UTC, as ISO 8601 writes it. */
function formatTime(timestamp: string): string {
  const time = readMessageTime(Number(timestamp));
  if (time.kind === 'time') return new Date(time.ms).toISOString();
  if (time.kind === 'none') return 'no timestamp';
  const meant = time.meant === undefined ? '' : `: ${new Date(time.meant).toISOString()}`;
  return `timestamp ${timestamp} out of range (${time.why}${meant})`;
}

/** One message: a line about it, its headers, and its value. */
export function formatMessage({ partition, offset, timestamp, key, value, headers = [] }: ShownMessage): string {
  const about = `partition ${partition}  offset ${offset}  ${formatTime(timestamp)}  key ${escapeLine(formatBytesOfMessage(key, '(none)'))}`;
  const headerLines = headers.map(
    (header) => `  ${escapeLine(header.name)}: ${escapeLine(formatBytesOfMessage(header.value, '(null)'))}`,
  );
  return [about, ...headerLines, formatBytesOfMessage(value, '(no value: a tombstone)')].join('\n');
}
