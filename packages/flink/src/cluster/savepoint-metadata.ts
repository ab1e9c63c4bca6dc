/**
 * Whose state a savepoint holds: from format 5 on, its `_metadata` names each operator and its uid beside the id under which
 * the state is kept (Flink's MetadataV5Serializer).
 */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathOf } from './locations.js';

/** An operator whose state is in a savepoint. */
export interface SavedOperator {
  name: string;
  /** Undefined if its author gave it none. */
  uid: string | undefined;
}

const METADATA = '_metadata';
const ID_BYTES = 16;
/** Names longer than this are not looked for. */
const MAX_TEXT_BYTES = 4096;
/** What Flink puts before the uid of a sink for the part that commits. */
const COMMITTER = 'Sink Committer: ';

/**
 * The operator that an id in one of Flink's messages stands for.
 *
 * @param savepoint its location, or a path
 * @param id 32 hexadecimal digits
 * @returns undefined if the savepoint can't be read from here, or is of an older Flink that kept no names
 */
export function savedOperator(savepoint: string, id: string): SavedOperator | undefined {
  const metadata = readMetadata(savepoint);
  if (!metadata) return undefined;
  const bytes = Buffer.from(id, 'hex');
  for (let at = metadata.indexOf(bytes); at >= 0; at = metadata.indexOf(bytes, at + ID_BYTES)) {
    // Name, uid and id follow each other; each text has its length before it.
    for (const uid of textsBefore(metadata, at)) {
      const name = textsBefore(metadata, uid.start).find(({ text }) => text !== '')?.text;
      if (name !== undefined) return { name, uid: uid.text.replace(COMMITTER, '') || undefined };
    }
  }
  return undefined;
}

function readMetadata(savepoint: string): Buffer | undefined {
  const folder = pathOf(savepoint);
  if (folder === undefined) return undefined;
  try {
    return readFileSync(statSync(folder).isDirectory() ? path.join(folder, METADATA) : folder);
  } catch {
    return undefined;
  }
}

/** The texts that may end before this place: two bytes say how long each is. */
function textsBefore(bytes: Buffer, end: number): { text: string; start: number }[] {
  const texts: { text: string; start: number }[] = [];
  for (let length = 0; length <= MAX_TEXT_BYTES && end - length >= 2; length++) {
    const start = end - length - 2;
    if (bytes.readUInt16BE(start) !== length) continue;
    const text = bytes.toString('utf8', start + 2, end);
    if (!/[\p{Cc}\ufffd]/u.test(text)) texts.push({ text, start });
  }
  return texts;
}
