import { file } from './file.js';
import { generated } from './generated.js';
import type { SourceKind } from './source-kind.js';
import { webcam } from './webcam.js';

/** What `npm run video:producer` can send, in the order of its help. */
export const SOURCE_KINDS: readonly SourceKind[] = [generated, file, webcam];
