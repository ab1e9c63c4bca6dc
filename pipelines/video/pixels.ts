import { type PixelAnalysis, round } from './analysis.js';

/** Each channel's upper bits: a cube of 16 × 16 × 16 colours. */
const CHANNEL_BITS = 4;
const BINS = 2 ** (3 * CHANNEL_BITS);

/**
 * Measures an image: all of its pixels, not a sample.
 *
 * @param rgb the raw pixels, three bytes each; at least one pixel
 */
export function measurePixels(rgb: Uint8Array): PixelAnalysis {
  const bins = new Uint32Array(BINS);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const red = rgb[i] as number;
    const green = rgb[i + 1] as number;
    const blue = rgb[i + 2] as number;
    // Thousandths keep the sum a whole number: exact below 2 to the power of 53.
    const luma = 299 * red + 587 * green + 114 * blue;
    sum += luma;
    squares += luma * luma;
    const bin = ((red >> 4) << 8) | ((green >> 4) << 4) | (blue >> 4);
    bins[bin] = (bins[bin] as number) + 1;
  }
  const count = Math.floor(rgb.length / 3);
  const mean = sum / count;
  const variance = Math.max(0, squares / count - mean * mean);
  return {
    brightness: round(mean / 1000, 2),
    contrast: round(Math.sqrt(variance) / 1000, 2),
    dominant_color: colourOf(bins.indexOf(bins.reduce((most, pixels) => Math.max(most, pixels), 0))),
  };
}

/** The middle of a bin of the cube, as `#rrggbb`. */
function colourOf(bin: number): string {
  const channel = (shift: number) => (((bin >> shift) & 15) << 4) | 8;
  return `#${[8, 4, 0].map((shift) => channel(shift).toString(16).padStart(2, '0')).join('')}`;
}
