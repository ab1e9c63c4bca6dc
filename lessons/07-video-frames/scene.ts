import type { Pixels } from './frame.js';

/** A scene to film: a sky above a meadow, and a sun that crosses it. */
export interface Scene {
  width: number;
  height: number;
  /** From 0 (the sun is at the left edge) to 1 (at the right one). */
  moment: number;
  /** From 0 (night) to 1 (day). */
  light: number;
  /** How far off a pixel's values may be, as every sensor's are: 0 to 255. Default 0. */
  grain?: number;
  channels?: 3 | 4;
}

type Colour = readonly [red: number, green: number, blue: number];

const SUN: Colour = [255, 214, 90];
const SKY: Colour = [88, 148, 232];
const MEADOW: Colour = [86, 150, 62];
/** The sun's radius, in parts of the shorter side. */
const RADIUS = 0.14;
const HORIZON = 0.62;

/** Draws the scene, always alike. Edges are soft, as a lens makes them. */
export function drawScene({ channels = 3, grain = 0, height, light, moment, width }: Scene): Pixels {
  const data = Buffer.alloc(width * height * channels, 255);
  const shorter = Math.min(width, height);
  const sun = { x: moment * width, y: height * (0.45 - 0.25 * Math.sin(Math.PI * moment)) };
  for (let y = 0; y < height; y++) {
    const meadow = soft((y - HORIZON * height) / (0.08 * height));
    const haze = 0.75 + (0.25 * y) / height;
    for (let x = 0; x < width; x++) {
      const inside = soft(2 - Math.hypot(x - sun.x, y - sun.y) / (RADIUS * shorter));
      for (let channel = 0; channel < 3; channel++) {
        const ground = mix(of(SKY, channel) * haze, of(MEADOW, channel), meadow);
        const bright = mix(ground, of(SUN, channel), inside * (1 - meadow));
        const at = (y * width + x) * channels + channel;
        const value = bright * (0.1 + 0.9 * light) + grain * scatter(at + Math.round(moment * 1e6));
        data[at] = Math.min(255, Math.max(0, Math.round(value)));
      }
    }
  }
  return { data, width, height, channels };
}

const of = (colour: Colour, channel: number) => colour[channel] ?? 0;
const mix = (a: number, b: number, share: number) => a + (b - a) * share;

/** 0 below 0, 1 above 1, and a smooth way between. */
function soft(value: number): number {
  const t = Math.min(1, Math.max(0, value));
  return t * t * (3 - 2 * t);
}

/** As good as chance, from -1 to 1, and always the same for a number. */
function scatter(n: number): number {
  const mixed = Math.imul(n ^ (n >>> 15), 0x2c1b3c6d);
  return ((Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) ^ (mixed >>> 15)) >>> 0) / 2 ** 31 - 1;
}
