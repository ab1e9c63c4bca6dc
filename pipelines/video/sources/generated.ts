import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import type { CliOption, OptionValues } from '../../program/options.js';
import type { CapturedFrame, FrameSource } from '../frame-source.js';
import { Scene } from '../scene/scene.js';
import { type FrameSize, parseSizes, QUALITY_OPTION, SEED_OPTION, SIZES_OPTION } from './frame-options.js';
import { defineSource } from './source-kind.js';

/** What can be chosen about generated frames. */
export const SCENE_OPTIONS = [
  { name: 'fps', description: 'frames per second, of each source', default: 10, min: 0.1, max: 240 },
  SIZES_OPTION,
  { name: 'sources', description: 'how many scenes at once', default: 4, min: 1, max: 64, whole: true },
  QUALITY_OPTION,
  SEED_OPTION,
  { name: 'day', description: 'how many seconds a day takes', default: 60, min: 1, max: 86_400 },
] as const satisfies readonly CliOption[];

/** Scenes that are drawn as fast as a camera would film them. */
export const generated = defineSource({
  word: 'generated',
  description: 'scenes that are drawn: days pass over hills, a city, the sea',
  options: SCENE_OPTIONS,
  open: (values, { signal }) => openGenerated(values, signal),
});

/** @param signal ends the frames */
export async function openGenerated(
  { fps, size, sources, quality, seed, day }: Omit<OptionValues<(typeof SCENE_OPTIONS)[number]>, 'words'>,
  signal: AbortSignal,
): Promise<FrameSource> {
  return new GeneratedSource({ fps, sizes: parseSizes(size) ?? [], sources, quality, seed, daySeconds: day, signal });
}

export interface GeneratedOptions {
  /** Frames per second, of each source. */
  fps: number;
  /** Given to the sources in turn. */
  sizes: readonly FrameSize[];
  /** How many scenes there are. */
  sources: number;
  /** Of the JPEGs, 1 to 100. */
  quality: number;
  seed: number;
  daySeconds: number;
  signal: AbortSignal;
}

interface Camera {
  name: string;
  scene: Scene;
  size: FrameSize;
}

/**
 * Draws the frames of several scenes at a steady rate. Each frame is drawn and encoded when its time has come; frame 30 of
 * a scene is the same whenever it is drawn. What can't be drawn in time is skipped and counted, as a camera would.
 */
export class GeneratedSource implements FrameSource {
  readonly pace = 'live';
  readonly title: string;
  skipped = 0;
  readonly #options: GeneratedOptions;
  readonly #cameras: Camera[];
  readonly #closed = new AbortController();

  constructor(options: GeneratedOptions) {
    const { fps, sizes, sources, seed, daySeconds } = options;
    this.#options = options;
    this.#cameras = Array.from({ length: sources }, (_, i) => {
      const size = sizes[i % sizes.length] ?? { width: 1280, height: 720 };
      return { name: `camera-${i + 1}`, size, scene: new Scene({ ...size, seed: seed + i, daySeconds }) };
    });
    const shown = [...new Set(sizes.slice(0, sources).map(({ width, height }) => `${width}×${height}`))].join(', ');
    this.title = `${sources} generated ${sources === 1 ? 'scene' : 'scenes'} of ${shown}, ${fps} frames/s each, with the seed ${seed}`;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CapturedFrame> {
    const { fps } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, this.#closed.signal]);
    const begin = performance.now();
    for (let tick = 0; !signal.aborted; tick++) {
      const due = Math.floor(((performance.now() - begin) / 1000) * fps);
      // A frame that is overdue by more than one is not drawn any more.
      if (due > tick + 1) {
        this.skipped += (due - 1 - tick) * this.#cameras.length;
        tick = due - 1;
      }
      const wait = begin + (tick / fps) * 1000 - performance.now();
      if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const encoding = this.#cameras.map((camera) => this.#capture(camera, tick));
      for (const frame of encoding) yield await frame;
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
  }

  async #capture({ name, scene, size }: Camera, index: number): Promise<CapturedFrame> {
    const { fps, quality, seed } = this.#options;
    const capturedAt = Date.now();
    const pixels = scene.paint(index / fps);
    return {
      source: name,
      capturedAt,
      // Without its own tables a JPEG is 6 % larger and made in half the time.
      jpeg: await sharp(pixels, { raw: { ...size, channels: 4 } })
        .removeAlpha()
        .jpeg({ quality, optimiseCoding: false })
        .toBuffer(),
      ...size,
      channels: 3,
      metadata: { scene: scene.kind, seed, frame: index },
    };
  }
}
