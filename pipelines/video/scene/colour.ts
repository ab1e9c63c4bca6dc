/** A colour with parts from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Between two colours: `share` 0 is the first, 1 the second. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const at = clamp(share);
  return [from[0] + (to[0] - from[0]) * at, from[1] + (to[1] - from[1]) * at, from[2] + (to[2] - from[2]) * at];
}

/** The colour in less (below 1) or more light. */
export function lit(colour: Colour, light: number): Colour {
  return [colour[0] * light, colour[1] * light, colour[2] * light];
}

/** The colour as a pixel of a canvas: RGBA in the byte order of memory. */
export function toPixel([red, green, blue]: Colour): number {
  return ((255 << 24) | (byte(blue) << 16) | (byte(green) << 8) | byte(red)) >>> 0;
}

/** How many shades a texture has. */
export const SHADES = 16;

/** The shades of a textured area, from darker to lighter; `strength` is how far they go, 0 to 1. */
export function shadesOf(colour: Colour, strength: number): Uint32Array {
  return Uint32Array.from({ length: SHADES }, (_, i) =>
    toPixel(lit(colour, 1 + strength * ((2 * i) / (SHADES - 1) - 1))),
  );
}

/** From 0 (at or below `from`) to 1 (at or above `to`), without a bend. */
export function smoothStep(from: number, to: number, value: number): number {
  const at = clamp((value - from) / (to - from));
  return at * at * (3 - 2 * at);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function byte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}
