import { Canvas } from './canvas.js';
import { type Colour, lit, mix } from './colour.js';
import { type Daylight, daylightAt } from './daylight.js';
import { seededRandom } from './random.js';
import { hills, roofs } from './ridge.js';

export interface SceneOptions {
  /** The same seed draws the same scene. */
  seed: number;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  /** How many seconds a day takes. */
  daySeconds: number;
}

/** What a scene shows. */
export type SceneKind = 'hills' | 'city' | 'sea';

const KINDS: readonly SceneKind[] = ['hills', 'city', 'sea'];
/** Drawn for this height; larger and smaller frames are scaled. */
const DESIGN_HEIGHT = 360;
const BALLOONS: readonly Colour[] = [
  [214, 64, 69],
  [242, 177, 52],
  [61, 145, 140],
  [133, 94, 170],
];
const SUN: Colour = [255, 236, 170];
const MOON: Colour = [226, 230, 240];
const WINDOW: Colour = [255, 214, 120];

interface Layer {
  /** The y of each x. */
  top: Int16Array;
  colour: Colour;
  /** Pixels per second. */
  speed: number;
  /** How grainy it is, 0 to 1. */
  grain: number;
}

/** A landscape through which days pass, with moving clouds, balloons and cars or boats. The same time, the same frame. */
export class Scene {
  readonly kind: SceneKind;
  readonly #options: SceneOptions;
  readonly #canvas: Canvas;
  readonly #unit: number;
  readonly #firstHour: number;
  readonly #layers: Layer[];
  readonly #stars: { x: number; y: number; phase: number }[];
  readonly #clouds: { x: number; y: number; size: number; speed: number }[];
  readonly #balloons: { x: number; y: number; size: number; speed: number; colour: Colour }[];
  readonly #traffic: { x: number; speed: number; colour: Colour }[];

  constructor(options: SceneOptions) {
    const { seed, width, height } = options;
    const random = seededRandom(seed);
    this.#options = options;
    // Neighbouring seeds show different things.
    this.kind = KINDS[seed % KINDS.length] ?? 'hills';
    this.#unit = height / DESIGN_HEIGHT;
    this.#firstHour = random();
    this.#canvas = new Canvas(width, height, random);
    this.#layers = this.#makeLayers(random);
    const many = <T>(count: number, make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
    this.#stars = many(90, () => ({ x: random(), y: random() * 0.6, phase: random() * 2 * Math.PI }));
    this.#clouds = many(6, () => ({
      x: random(),
      y: 0.06 + random() * 0.32,
      size: 14 + random() * 22,
      speed: 0.008 + random() * 0.02,
    }));
    this.#balloons = many(4, (i) => ({
      x: random(),
      y: 0.14 + random() * 0.34,
      size: 11 + random() * 14,
      speed: 0.015 + random() * 0.03,
      colour: BALLOONS[i % BALLOONS.length] as Colour,
    }));
    this.#traffic = many(5, (i) => ({
      x: random(),
      speed: (0.06 + random() * 0.08) * (i % 2 ? 1 : -1),
      colour: BALLOONS[Math.floor(random() * BALLOONS.length)] as Colour,
    }));
  }

  /**
   * Draws the scene.
   *
   * @param seconds since the scene began
   * @returns the pixels as RGBA; valid until the next call
   */
  paint(seconds: number): Uint8Array {
    const now = daylightAt(this.#firstHour + seconds / this.#options.daySeconds);
    this.#paintSky(now, seconds);
    this.#paintSunOrMoon(now);
    this.#paintClouds(now, seconds);
    this.#paintBalloons(now, seconds);
    for (const { top, colour, speed, grain } of this.#layers) {
      const shade = lit(mix(colour, now.horizon, 0.15), 0.22 + 0.78 * now.light);
      this.#canvas.below(top, (seconds * speed * this.#unit) % top.length, shade, grain);
    }
    if (this.kind === 'city') this.#paintWindows(now);
    this.#paintTraffic(now, seconds);
    return this.#canvas.bytes;
  }

  #makeLayers(random: () => number): Layer[] {
    const { width, height } = this.#options;
    const layer = (
      line: Float32Array,
      lowest: number,
      rise: number,
      colour: Colour,
      speed: number,
      grain = 0.16,
    ): Layer => ({
      top: Int16Array.from(line, (value) => Math.round(height * (lowest - rise * value))),
      colour,
      speed,
      grain,
    });
    switch (this.kind) {
      case 'city':
        return [
          layer(roofs(width * 2, random, 34), 0.82, 0.4, [104, 116, 140], 0, 0.06),
          layer(roofs(width * 2, random, 20), 0.9, 0.36, [70, 76, 96], 0),
          layer(hills(width * 2, random, 0), 0.87, 0, [84, 84, 88], 0),
        ];
      case 'sea':
        return [
          layer(hills(width * 2, random, 0.5), 0.66, 0.14, [110, 124, 138], 0, 0.06),
          layer(hills(width * 2, random, 0.9), 0.665, 0.008, [38, 98, 134], 9),
          layer(hills(width * 2, random, 0.9), 0.8, 0.02, [30, 84, 122], 22),
          layer(hills(width * 2, random, 0.9), 0.92, 0.03, [22, 70, 108], 40),
        ];
      default:
        return [
          layer(hills(width * 2, random, 0.55), 0.74, 0.3, [112, 132, 150], 2, 0.06),
          layer(hills(width * 2, random, 0.6), 0.82, 0.22, [84, 122, 86], 5),
          layer(hills(width * 2, random, 0.4), 0.9, 0.06, [66, 104, 58], 12),
        ];
    }
  }

  #paintSky({ zenith, horizon, light }: Daylight, seconds: number): void {
    const { width, height } = this.#canvas;
    const end = Math.ceil(height * 0.86);
    for (let y = 0; y < end; y++) this.#canvas.row(y, mix(zenith, horizon, (y / end) ** 1.4));
    for (const { x, y, phase } of this.#stars) {
      const strength = (1 - light) * (0.65 + 0.35 * Math.sin(phase + seconds * 3));
      if (strength < 0.1) continue;
      const side = Math.max(1, Math.round(this.#unit));
      this.#canvas.rectangle(x * width, y * height, side, side, mix(zenith, [255, 255, 255], strength));
    }
  }

  #paintSunOrMoon({ time, elevation, zenith, horizon }: Daylight): void {
    const { width, height } = this.#canvas;
    const isDay = elevation > -0.15;
    const across = isDay ? (time - 0.22) / 0.56 : (((time + 0.5) % 1) - 0.22) / 0.56;
    const x = width * across;
    const y = height * (0.72 - 0.58 * Math.abs(elevation));
    const radius = (isDay ? 22 : 15) * this.#unit;
    const sky = mix(zenith, horizon, 0.5);
    const glows = isDay ? [1.9, 1.6, 1.3] : [1.35];
    for (const [i, size] of glows.entries()) {
      this.#canvas.disc(x, y, radius * size, mix(sky, isDay ? SUN : MOON, 0.16 * (i + 1)));
    }
    this.#canvas.disc(x, y, radius, isDay ? SUN : MOON);
    if (!isDay) this.#canvas.disc(x + radius * 0.45, y - radius * 0.2, radius * 0.85, sky);
  }

  #paintClouds({ light, horizon, zenith }: Daylight, seconds: number): void {
    const { width, height } = this.#canvas;
    for (const { x, y, size, speed } of this.#clouds) {
      const r = size * this.#unit;
      const centre = drift(x + speed * seconds) * width;
      const colour = mix(mix(zenith, horizon, 0.6), [250, 250, 252], 0.12 + 0.6 * light);
      this.#canvas.ellipse(centre - r, y * height, r, r * 0.42, colour);
      this.#canvas.ellipse(centre + r, y * height, r * 1.2, r * 0.4, colour);
      this.#canvas.ellipse(centre, y * height - r * 0.3, r, r * 0.6, colour);
    }
  }

  #paintBalloons({ light }: Daylight, seconds: number): void {
    const { width, height } = this.#canvas;
    for (const { x, y, size, speed, colour } of this.#balloons) {
      const r = size * this.#unit;
      const centreX = drift(x + speed * seconds) * width;
      const centreY = (y + 0.015 * Math.sin(seconds * 0.9 + x * 9)) * height;
      const shade = lit(colour, 0.3 + 0.7 * light);
      this.#canvas.disc(centreX, centreY, r, shade);
      this.#canvas.ellipse(centreX, centreY, r * 0.45, r, lit(shade, 1.25));
      this.#canvas.ellipse(centreX, centreY + r * 0.8, r * 0.5, r * 0.4, shade);
      this.#canvas.rectangle(
        centreX - r * 0.2,
        centreY + r * 1.35,
        r * 0.4,
        r * 0.3,
        lit([120, 84, 50], 0.35 + 0.65 * light),
      );
    }
  }

  /** Windows of the nearer roofs, lit from dusk on, each at its own hour. */
  #paintWindows({ light, time }: Daylight): void {
    const { width, height } = this.#canvas;
    const top = this.#layers[1]?.top as Int16Array;
    const step = 11 * this.#unit;
    for (let x = step; x < width - step; x += step) {
      const roof = top[Math.round(x)] ?? height;
      if (top[Math.round(x + step / 2)] !== roof || top[Math.round(x - step / 2)] !== roof) continue;
      for (let y = roof + step; y < height * 0.84; y += step * 1.2) {
        const hour = Math.abs(Math.sin(Math.round(x) * 12.9898 + Math.round(y) * 78.233) * 43758.5453) % 1;
        const isLit = light < 0.5 && Math.abs(hour - time) > 0.12;
        const colour = isLit ? WINDOW : lit([52, 60, 78], 0.3 + 0.7 * light);
        this.#canvas.rectangle(x - step * 0.2, y, step * 0.45, step * 0.6, colour);
      }
    }
  }

  /** Cars on the road, or boats on the sea; their lights are on in the dark. */
  #paintTraffic({ light }: Daylight, seconds: number): void {
    const { width, height } = this.#canvas;
    const unit = this.#unit;
    for (const { x, speed, colour } of this.#traffic) {
      const centre = drift(x + speed * seconds) * width;
      const y =
        height * (speed > 0 ? 0.955 : 0.915) + (this.kind === 'sea' ? 2 * unit * Math.sin(seconds * 2 + x * 7) : 0);
      const shade = lit(colour, 0.3 + 0.7 * light);
      const front = centre + Math.sign(speed) * 15 * unit;
      if (this.kind === 'sea') {
        this.#canvas.rectangle(
          centre - 1 * unit,
          y - 24 * unit,
          2 * unit,
          24 * unit,
          lit([90, 70, 50], 0.3 + 0.7 * light),
        );
        this.#canvas.ellipse(
          centre + 6 * unit,
          y - 14 * unit,
          7 * unit,
          9 * unit,
          lit([236, 232, 220], 0.25 + 0.75 * light),
        );
        this.#canvas.ellipse(centre, y, 15 * unit, 4 * unit, shade);
      } else {
        this.#canvas.rectangle(centre - 8 * unit, y - 13 * unit, 15 * unit, 6 * unit, lit(shade, 0.8));
        this.#canvas.rectangle(centre - 15 * unit, y - 8 * unit, 30 * unit, 8 * unit, shade);
        for (const side of [-8, 8]) this.#canvas.disc(centre + side * unit, y, 3.2 * unit, [22, 22, 24]);
      }
      if (light < 0.5) this.#canvas.disc(front, y - 5 * unit, 2 * unit, [255, 244, 200]);
    }
  }
}

/** A position that leaves on one side and comes back on the other, from -0.1 to 1.1. */
function drift(position: number): number {
  const range = 1.2;
  return position - Math.floor(position / range) * range - 0.1;
}
