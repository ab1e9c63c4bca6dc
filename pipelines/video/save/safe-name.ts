import { createHash } from 'node:crypto';

const MAX_LENGTH = 60;
/** Names that Windows keeps for devices, with any ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/;

/**
 * A name for a file or folder, made of any text: small letters, digits, dots, hyphens and underscores. A text that had to
 * be changed gets a few characters of its hash, so that different texts never share a name.
 */
export function safeName(text: string): string {
  const safe = text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '_')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, MAX_LENGTH);
  if (safe !== '' && safe === text && !RESERVED.test(safe)) return safe;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  return `${safe.replaceAll('.', '_') || 'source'}-${hash}`;
}
