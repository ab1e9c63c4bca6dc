/** Options that more than one source of frames has. */
import { randomInt } from 'node:crypto';
import type { NumberOption, TextOption } from '../../program/options.js';

/** A frame's width and height in pixels. */
export interface FrameSize {
  width: number;
  height: number;
}

const SIZE = /^(\d{1,5})x(\d{1,5})$/i;
/** 4K: more would not fit into a message. */
const MAX_SIDE = 3840;

export const QUALITY_OPTION = {
  name: 'quality',
  description: 'of the JPEGs, 1 (small) to 100 (faithful)',
  default: 80,
  min: 1,
  max: 100,
  whole: true,
} as const satisfies NumberOption;

export const SEED_OPTION = {
  name: 'seed',
  description: 'the same seed draws the same scenes',
  default: randomInt(1_000_000),
  defaultText: 'another one each time',
  min: 0,
  max: 2 ** 31,
  whole: true,
} as const satisfies NumberOption;

/** The sizes of the generated frames where nothing else is said: one source of each. */
export const USUAL_SIZES = '320x240,640x480,1280x720,1920x1080';

export const SIZES_OPTION = {
  name: 'size',
  description: 'of the frames; several, separated by commas, are given to the sources in turn',
  default: USUAL_SIZES,
  placeholder: '<width>x<height>',
  flaw: (text) => (parseSizes(text) ? undefined : `It must be such as 1280x720, each side from 16 to ${MAX_SIDE}.`),
} as const satisfies TextOption;

/** `1280x720,640x480` as sizes; undefined if the text means none. */
export function parseSizes(text: string): FrameSize[] | undefined {
  const sizes = text.split(',').map((part) => {
    const [, width = 0, height = 0] = (SIZE.exec(part.trim()) ?? []).map(Number);
    return { width, height };
  });
  const isPossible = (side: number) => side >= 16 && side <= MAX_SIDE;
  return sizes.every(({ width, height }) => isPossible(width) && isPossible(height)) ? sizes : undefined;
}
