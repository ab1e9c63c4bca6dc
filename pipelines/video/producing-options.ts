import type { CliOption } from '../program/options.js';

/** Options that every source of frames has. */
export const PRODUCING_OPTIONS = [
  { name: 'seconds', description: 'how long; 0 is until the source ends, or Ctrl-C', default: 0, min: 0, max: 86_400 },
  {
    name: 'encoding',
    description: 'json: the JPEG in base64; binary: its bytes, the rest in headers',
    default: 'json',
    choices: ['json', 'binary'],
  },
  {
    name: 'broken',
    description: 'share of frames that are broken on purpose, 0 to 1 (JSON only)',
    default: 0,
    min: 0,
    max: 1,
  },
] as const satisfies readonly CliOption[];
