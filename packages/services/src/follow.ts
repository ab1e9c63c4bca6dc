/** Follows growing log files, as `tail -f` does. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';

const CHUNK_BYTES = 64 * 1024;

/**
 * Calls `onLine` for each line that is added to the file from now on, until `signal` is aborted. A file that is not
 * there yet, or is replaced by a new one, is read from its beginning.
 */
export async function followFile(file: string, onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
  let position = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  let inode = statSync(file, { throwIfNoEntry: false })?.ino;
  let decoder = new StringDecoder('utf8');
  let partial = '';
  const buffer = Buffer.alloc(CHUNK_BYTES);
  while (!signal.aborted) {
    const now = statSync(file, { throwIfNoEntry: false });
    if (now && (now.ino !== inode || now.size < position)) {
      inode = now.ino;
      position = 0;
      partial = '';
      decoder = new StringDecoder('utf8');
    }
    if (now && now.size > position) {
      const descriptor = openSync(file, 'r');
      try {
        const end = fstatSync(descriptor).size;
        while (position < end) {
          const bytes = readSync(descriptor, buffer, 0, CHUNK_BYTES, position);
          if (bytes === 0) break;
          position += bytes;
          const lines = (partial + decoder.write(buffer.subarray(0, bytes))).split(/\r?\n/);
          partial = lines.pop() ?? '';
          for (const line of lines) onLine(line);
        }
      } finally {
        closeSync(descriptor);
      }
    }
    await delay(200, undefined, { signal }).catch(() => undefined);
  }
}
