import { type Colour, SHADES, shadesOf, toPixel } from './colour.js';

/** The side of the square that a texture repeats, a power of two. */
const GRAIN_SIDE = 256;

/**
 * Pixels to draw on, row by row: filling a row of a typed array is about the fastest that JavaScript can draw, a
 * millisecond for a frame of 1280×720. Everything is opaque; later shapes cover earlier ones.
 */
export class Canvas {
  /** RGBA, row after row. */
  readonly bytes: Uint8Array;
  readonly #pixels: Uint32Array;
  readonly #grain: Uint8Array;

  constructor(
    readonly width: number,
    readonly height: number,
    random: () => number,
  ) {
    this.#pixels = new Uint32Array(width * height);
    this.bytes = new Uint8Array(this.#pixels.buffer);
    this.#grain = Uint8Array.from({ length: GRAIN_SIDE ** 2 }, () => Math.floor(random() * SHADES));
  }

  /** Fills one row. */
  row(y: number, colour: Colour): void {
    this.#span(y, 0, this.width, toPixel(colour));
  }

  rectangle(left: number, top: number, width: number, height: number, colour: Colour): void {
    const pixel = toPixel(colour);
    for (let y = Math.max(0, Math.round(top)); y < Math.min(this.height, top + height); y++) {
      this.#span(y, left, left + width, pixel);
    }
  }

  ellipse(centreX: number, centreY: number, radiusX: number, radiusY: number, colour: Colour): void {
    const pixel = toPixel(colour);
    const last = Math.min(this.height - 1, Math.floor(centreY + radiusY));
    for (let y = Math.max(0, Math.ceil(centreY - radiusY)); y <= last; y++) {
      const half = radiusX * Math.sqrt(Math.max(0, 1 - ((y - centreY) / radiusY) ** 2));
      this.#span(y, centreX - half, centreX + half, pixel);
    }
  }

  disc(centreX: number, centreY: number, radius: number, colour: Colour): void {
    this.ellipse(centreX, centreY, radius, radius, colour);
  }

  /**
   * Fills everything below a line with grainy colour.
   *
   * @param top the line: the y of each x; it repeats and is `scroll` pixels to the left
   */
  below(top: Int16Array, scroll: number, colour: Colour, strength: number): void {
    const shades = shadesOf(colour, strength);
    const shift = Math.round(scroll);
    const tops = Int16Array.from({ length: this.width }, (_, x) => top[(x + shift) % top.length] ?? this.height);
    const highest = tops.reduce((least, y) => Math.min(least, y), this.height);
    const lowest = tops.reduce((most, y) => Math.max(most, y), 0);
    for (let y = Math.max(0, highest); y < Math.min(lowest, this.height); y++) {
      let start = -1;
      for (let x = 0; x <= this.width; x++) {
        const isInside = x < this.width && (tops[x] as number) <= y;
        if (isInside && start < 0) start = x;
        else if (!isInside && start >= 0) {
          this.#grainySpan(y, start, x, shades, shift);
          start = -1;
        }
      }
    }
    for (let y = Math.max(0, lowest); y < this.height; y++) this.#grainySpan(y, 0, this.width, shades, shift);
  }

  #span(y: number, left: number, right: number, pixel: number): void {
    const from = Math.max(0, Math.round(left));
    const to = Math.min(this.width, Math.round(right));
    if (from < to) this.#pixels.fill(pixel, y * this.width + from, y * this.width + to);
  }

  #grainySpan(y: number, from: number, to: number, shades: Uint32Array, shift: number): void {
    const pixels = this.#pixels;
    const grain = this.#grain;
    const grainRow = (y % GRAIN_SIDE) * GRAIN_SIDE;
    const row = y * this.width;
    for (let x = from; x < to; x++) {
      pixels[row + x] = shades[grain[grainRow + ((x + shift) & (GRAIN_SIDE - 1))] as number] as number;
    }
  }
}
