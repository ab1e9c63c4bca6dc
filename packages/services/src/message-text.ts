/** Messages as text for a terminal: JSON laid out, binary as hex, and nothing that the terminal would obey. */

const HEX_BYTES = 64;

/** Control characters, and those that turn the direction of text, which could make a line read other than it is. */
const UNSAFE = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

function escapeCharacter(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}

/** Shows control characters as escapes such as `\u001b`, so that a terminal does not obey them. Line feeds and tabs stay. */
export function escapeControls(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** The same, on one line. */
function escapeLine(text: string): string {
  return escapeControls(text).replaceAll('\n', '\\n');
}

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

/** A key, value or header for the terminal. */
export function formatBytesOfMessage(bytes: Buffer | null, whenNull: string): string {
  if (bytes === null) return whenNull;
  const text = decode(bytes);
  if (text === undefined) return hex(bytes);
  if (text === '') return '(empty)';
  return escapeControls(/^\s*[{[]/.test(text) && isJson(text) ? layOutJson(text) : text);
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

/** One message: a line about it, its headers, and its value. */
export function formatMessage({ partition, offset, timestamp, key, value, headers = [] }: ShownMessage): string {
  const time = Number(timestamp) >= 0 ? new Date(Number(timestamp)).toISOString() : 'no timestamp';
  const about = `partition ${partition}  offset ${offset}  ${time}  key ${escapeLine(formatBytesOfMessage(key, '(none)'))}`;
  const headerLines = headers.map(
    (header) => `  ${escapeLine(header.name)}: ${escapeLine(formatBytesOfMessage(header.value, '(null)'))}`,
  );
  return [about, ...headerLines, formatBytesOfMessage(value, '(no value: a tombstone)')].join('\n');
}
