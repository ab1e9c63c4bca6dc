import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '@workbook/services';
import { counted } from '../program/text.js';
import { ensureFfmpeg } from './ffmpeg.js';
import type { CapturedFrame, FrameSource } from './frame-source.js';
import {
  type EncodedImage,
  encodeImage,
  IMAGE_FORMATS,
  isImageName,
  openImageFolder,
  whyLeftOut,
} from './image-folder.js';
import { jpegHeader } from './jpeg-header.js';
import { VIDEO_FORMATS, VideoFile } from './video-file.js';

export interface FileSourceOptions {
  /** A video, an image, or a folder of images. */
  file: string;
  /** What the source is called; the name of the file if missing. */
  name?: string;
  /** Frames per second; if missing, those of the video, and 5 for images. */
  fps?: number;
  /** Frames are made to fit into this, in pixels; as they are if missing. */
  size?: { width: number; height: number };
  /** Of the JPEGs, 1 to 100. */
  quality: number;
  /** How fast it is played: 1 is as filmed, 2 twice as fast. */
  speed: number;
  /** Whether it begins again at its end, until it is closed. */
  loop?: boolean;
  /** Hears, in sentences, what could not be read. */
  tell: (sentence: string) => void;
  /** Ends the preparations. */
  signal?: AbortSignal;
}

const IMAGES_PER_SECOND = 5;

/** A frame before it has a place in time. */
interface Still extends EncodedImage {
  /** When it is shown, in seconds from the beginning. */
  seconds: number;
}

/** Where stills come from; each iteration begins with the first. */
interface Reel extends AsyncIterable<Still> {
  title: string;
  close(): Promise<void>;
}

/**
 * Plays a video file, or a folder of images, as if a camera filmed it: a frame's capture time is when it is shown, so
 * the distances between frames are the file's own.
 *
 * @throws Error in a sentence if there is nothing to play there
 */
export async function openFileSource(settings: Settings, options: FileSourceOptions): Promise<FrameSource> {
  const kind = await kindOf(options.file);
  const reel = kind === 'video' ? await videoReel(settings, options) : await imageReel(options, kind);
  return new FileSource(reel, options);
}

async function kindOf(file: string): Promise<'video' | 'image' | 'folder'> {
  const stats = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
      const option = /^[a-z-]+=/i.exec(path.basename(file))?.[0];
      throw new Error(
        `There is no ${file}${option ? `, and no option "${option}"` : ''}. Name a video (${VIDEO_FORMATS}), an image (${IMAGE_FORMATS}), or a folder of images.`,
      );
    }
    throw error;
  });
  if (stats.isDirectory()) return 'folder';
  if (!stats.isFile()) throw new Error(`${file} is neither a file nor a folder.`);
  return isImageName(file) ? 'image' : 'video';
}

async function videoReel(
  settings: Settings,
  { file, fps, size, quality, tell, signal }: FileSourceOptions,
): Promise<Reel> {
  const ffmpeg = await ensureFfmpeg(settings, signal);
  let video: VideoFile | undefined;
  return {
    title: `the video ${path.basename(file)}`,
    async *[Symbol.asyncIterator]() {
      const isFirst = video === undefined;
      video = new VideoFile({ ffmpeg, file, fps, size, quality });
      for await (const { jpeg, seconds } of video) {
        const header = await jpegHeader(jpeg);
        if (header) yield { jpeg, ...header, seconds };
      }
      if (video.complaint && isFirst) tell(`Parts of ${file} could not be read: ${video.complaint}.`);
    },
    close: async () => video?.close(),
  };
}

async function imageReel(options: FileSourceOptions, kind: 'image' | 'folder'): Promise<Reel> {
  const { file, tell, fps = IMAGES_PER_SECOND } = options;
  const { images, leftOut, isChecked } =
    kind === 'folder' ? await openImageFolder(file) : { images: [file], leftOut: [], isChecked: true };
  for (const sentence of leftOut) tell(sentence);
  if (images.length === 0) {
    const isEmpty = leftOut.length === 0;
    const what = isEmpty ? `The folder ${file} is empty` : `The folder ${file} holds no image that can be read`;
    throw new Error(`${what}: put images into it (${IMAGE_FORMATS}).`);
  }
  const title = `${counted(images.length, 'image')} of ${file}`;
  return {
    title: kind === 'image' ? `the image ${path.basename(file)}` : isChecked ? title : `up to ${title}`,
    async *[Symbol.asyncIterator]() {
      let shown = 0;
      for (const image of images) {
        const encoded = await encodeImage(image, options).catch((error: Error) => {
          tell(whyLeftOut(image, error.message));
        });
        if (!encoded) continue;
        yield { ...encoded, seconds: shown / fps };
        shown += 1;
      }
      if (shown === 0) throw new Error(`${file} holds no image that can be read.`);
    },
    close: async () => {},
  };
}

class FileSource implements FrameSource {
  readonly title: string;
  readonly pace = 'waits';
  readonly #reel: Reel;
  readonly #options: FileSourceOptions;
  readonly #closed = new AbortController();

  constructor(reel: Reel, options: FileSourceOptions) {
    this.#reel = reel;
    this.#options = options;
    const { speed, loop } = options;
    this.title = `${reel.title}${speed === 1 ? '' : `, ${speed} times as fast`}${loop ? ', again and again' : ''}`;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<CapturedFrame> {
    const { file, name, fps = IMAGES_PER_SECOND, speed, loop } = this.#options;
    const source = name ?? path.basename(file);
    let began: number | undefined;
    let number = 0;
    /** How long all earlier rounds took, in seconds of the file. */
    let played = 0;
    do {
      let last = 0;
      /** How long the last frame is shown: as long as the one before it. */
      let shown = 1 / fps;
      for await (const { seconds, ...image } of this.#reel) {
        began ??= Date.now();
        const capturedAt = Math.round(began + ((played + seconds) * 1000) / speed);
        await this.#until(capturedAt);
        if (this.#closed.signal.aborted) return;
        const metadata = { file: path.basename(file), frame_number: number, file_seconds: Number(seconds.toFixed(3)) };
        yield { source, capturedAt, ...image, metadata };
        number += 1;
        if (seconds > last) [shown, last] = [seconds - last, seconds];
      }
      played += last + shown;
    } while (loop && !this.#closed.signal.aborted);
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#reel.close();
  }

  async #until(time: number): Promise<void> {
    const { signal } = this.#closed;
    // More than once, as a timer may come a millisecond too early.
    for (let wait = time - Date.now(); wait > 0 && !signal.aborted; wait = time - Date.now()) {
      await sleep(wait, undefined, { signal }).catch(() => {});
    }
  }
}
