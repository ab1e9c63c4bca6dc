/** Lines that end the sky: mountains, roofs, waves. Each is a list of heights that repeats without a seam. */

/** Smooth hills: some waves of different lengths on top of one another. Values from 0 to 1. */
export function hills(length: number, random: () => number, roughness: number): Float32Array {
  const waves = Array.from({ length: 7 }, (_, i) => ({
    // Whole numbers, so that the end meets the beginning.
    count: 1 + i * 2 + Math.floor(random() * 2),
    phase: random() * 2 * Math.PI,
    height: roughness ** i,
  }));
  return normalised(length, (x) =>
    waves.reduce((sum, { count, phase, height }) => sum + height * Math.sin(2 * Math.PI * count * x + phase), 0),
  );
}

/** Roofs: blocks of different heights. Values from 0 to 1. */
export function roofs(length: number, random: () => number, blocks: number): Float32Array {
  const heights = Array.from({ length: blocks }, () => 0.25 + 0.75 * random() ** 1.5);
  return Float32Array.from({ length }, (_, x) => heights[Math.floor((x / length) * blocks)] ?? 0);
}

function normalised(length: number, shape: (x: number) => number): Float32Array {
  const line = Float32Array.from({ length }, (_, x) => shape(x / length));
  const least = line.reduce((a, b) => Math.min(a, b));
  const most = line.reduce((a, b) => Math.max(a, b));
  return line.map((value) => (value - least) / (most - least || 1));
}
