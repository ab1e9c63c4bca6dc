/** Names and ids as life has them: what changes a text on its way does not get through with these. */
import type { Random } from './random.js';

const SHAPES: readonly ((random: Random) => string)[] = [
  (random) => `${random.word(4)} ${random.word(5).toUpperCase()}x`,
  (random) => ` ${random.word(6)} `,
  (random) => `00${random.int(1, 9)}`,
  (random) => `Ä${random.word(3)}ß-é🎈`,
  (random) => `${random.word(9)}-Van-der-${random.word(20)}`,
  (random) => `${random.int(1, 9)}e${random.int(10, 99)}`,
];

/**
 * Different texts: of both cases, with spaces inside and around, with umlauts, long ones, and some that look like numbers.
 *
 * @param count how many; six have every shape
 */
export function wildTexts(random: Random, count: number): string[] {
  const texts = new Set<string>();
  while (texts.size < count) {
    const shape = SHAPES[texts.size % SHAPES.length] ?? SHAPES[0];
    if (shape) texts.add(shape(random));
  }
  return [...texts];
}
