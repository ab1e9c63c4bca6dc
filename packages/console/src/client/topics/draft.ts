/** What stands in the fields of Send. */
import type { BytesView, MessageView, NewMessage } from '../../api/topics.js';

export interface Draft {
  /** Empty: chosen by the key. */
  partition: string;
  /** Empty: none. */
  key: string;
  value: string;
  /** `name: value` on each line. */
  headers: string;
  /** The value must be JSON. */
  json: boolean;
  tombstone: boolean;
}

export const EXAMPLE: Draft = {
  partition: '',
  key: '',
  value: '{\n  "amount": 12.5\n}',
  headers: '',
  json: true,
  tombstone: false,
};

/** A message as text that can be changed; undefined where fields would not hold all of it, such as a picture. */
export function draftOf({ partition, key, value, headers, moreHeaders }: MessageView): Draft | undefined {
  const [keyText, valueText] = [key ? textOf(key) : '', value ? textOf(value) : ''];
  if (keyText === undefined || valueText === undefined || key?.kind === 'empty' || moreHeaders > 0) return undefined;
  // Fields of a page know only \n, and only one line in a key.
  if (/[\r\n]/.test(keyText) || valueText.includes('\r')) return undefined;
  const given = headers.map((it) => ({ name: it.name, value: it.value ? textOf(it.value) : undefined }));
  const lines = given.map(({ name, value: text }) => `${name}: ${text}`).join('\n');
  if (JSON.stringify(given) !== JSON.stringify(readBack(lines))) return undefined;
  return {
    partition: String(partition),
    key: keyText,
    value: valueText,
    headers: lines,
    json: value?.kind === 'json',
    tombstone: value === null,
  };
}

function textOf({ kind, text, truncated }: BytesView): string | undefined {
  return truncated || kind === 'binary' || kind === 'jpeg' ? undefined : text;
}

function readBack(lines: string): NewMessage['headers'] | undefined {
  try {
    return parseHeaders(lines);
  } catch {
    return undefined;
  }
}

/** `name: value` on each line. */
export function parseHeaders(text: string): NewMessage['headers'] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) throw new Error(`“${line.trim()}” is no header: write name: value.`);
      return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    });
}
