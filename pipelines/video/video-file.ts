import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { IMAGE_FORMATS } from './image-folder.js';
import { JpegSplitter } from './jpeg-splitter.js';

/** Pictures larger than that are no frames that anyone sends; it keeps the memory bounded. */
const MAX_PICTURE_BYTES = 64 * 1024 * 1024;
/** Said of a broken file, over and over: the first words tell it. */
const MAX_WORDS = 4_000;

/** Endings of videos that are read. */
export const VIDEO_FORMATS = 'mp4, mov, m4v, webm, mkv, gif, avi, mpg, ts, ogv, flv, wmv';
/**
 * What may be read: containers of video, and files only. Without these lists ffmpeg would take a text file for a
 * terminal's recording, and a playlist would make it open whatever it names.
 */
const CONTAINERS = 'mov,matroska,webm,gif,avi,mpeg,mpegts,ogg,flv,asf';
const PROTOCOLS = 'file,pipe';

export interface VideoFileOptions {
  /** The path of the ffmpeg program. */
  ffmpeg: string;
  /** The path of the video. */
  file: string;
  /** Frames per second of video; those of the file if it is missing. */
  fps?: number;
  /** The frame is made to fit into this, in pixels, in its own shape; as it is if missing. */
  size?: { width: number; height: number };
  /** 1 to 100, as in most programs that write JPEG. */
  quality: number;
}

/** A frame of a video. */
export interface Picture {
  jpeg: Buffer;
  /** When it is shown, in seconds from the beginning of the video. */
  seconds: number;
}

/** Reads a video file, frame by frame, as fast as frames are asked for. */
export class VideoFile implements AsyncIterable<Picture> {
  readonly #options: VideoFileOptions;
  readonly #child: ChildProcess;
  readonly #times: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;
  readonly #end = () => void this.#child.kill('SIGKILL');
  #words = '';
  #isClosed = false;

  /** Starts ffmpeg. It ends with the iteration, with `close`, and with this process. */
  constructor(options: VideoFileOptions) {
    this.#options = options;
    this.#child = spawn(options.ffmpeg, ffmpegArguments(options), { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    this.#closed = once(this.#child, 'close');
    this.#closed.catch(() => {});
    this.#times = createInterface({ input: this.#child.stdio[3] as Readable })[Symbol.asyncIterator]();
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (this.#words.length < MAX_WORDS) this.#words += text;
    });
    process.once('exit', this.#end);
  }

  /** What ffmpeg complained about so far: empty as long as the file is sound. */
  get complaint(): string {
    return lastWords(this.#words);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Picture> {
    const splitter = new JpegSplitter(MAX_PICTURE_BYTES);
    let pictures = 0;
    try {
      for await (const piece of this.#child.stdout as Readable) {
        for (const jpeg of splitter.push(piece)) {
          yield { jpeg, seconds: await this.#nextTime() };
          pictures += 1;
        }
      }
      const [code] = (await this.#closed) as [number | null];
      if (pictures === 0) throw new Error(this.#whyNone(code));
    } catch (error) {
      if (!this.#isClosed) throw error; // else the stream was cut off on purpose
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    process.off('exit', this.#end);
    this.#end();
    this.#child.stdout?.destroy();
    await this.#closed.catch(() => {});
  }

  async #nextTime(): Promise<number> {
    const { done, value } = await this.#times.next();
    if (done) throw new Error(`ffmpeg gave a picture of ${this.#options.file} without its time.`);
    const [ticks = 0, numerator = 0, denominator = 1] = value.split(/[ /]/).map(Number);
    return (ticks * numerator) / denominator;
  }

  #whyNone(code: number | null): string {
    const { file } = this.#options;
    if (/matches no streams|does not contain any stream/.test(this.#words)) {
      return `${file} has no pictures, only something else such as sound. Name a file with video.`;
    }
    if (code === 0) return `${file} has no frame that can be read${this.complaint ? ` (${this.complaint})` : ''}.`;
    return `${file} is no video that ffmpeg can read (${this.complaint || 'nothing in it looks like one'}). Videos that are taken: ${VIDEO_FORMATS}. Images: ${IMAGE_FORMATS}. Is the file complete?`;
  }
}

function ffmpegArguments({ file, fps, size, quality }: VideoFileOptions): string[] {
  const shape = size
    ? `scale=w=${size.width}:h=${size.height}:force_original_aspect_ratio=decrease:force_divisible_by=2`
    : 'scale=w=iw:h=ih';
  const filters = [
    ...(fps === undefined ? [] : [`fps=${fps}`]),
    // Pixels that are not square are stretched first: JPEG has no such thing.
    'scale=w=iw*sar:h=ih',
    'setsar=1',
    // JPEG's colours are those of Rec. 601 in full range; a video's are often others.
    `${shape}:out_range=full:out_color_matrix=bt601`,
    'format=yuv420p',
  ];
  return [
    ['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ['-protocol_whitelist', PROTOCOLS, '-format_whitelist', CONTAINERS],
    ['-i', `file:${path.resolve(file)}`],
    ['-map', '0:v:0', '-vf', filters.join(',')],
    // Each frame once, at its own time, in the file's own ticks.
    ['-fps_mode', 'passthrough', '-enc_time_base', 'filter'],
    ['-c:v', 'mjpeg', '-q:v', String(quantiser(quality)), '-threads', '2'],
    ['-stats_enc_post', 'pipe:3', '-stats_enc_post_fmt', '{pts} {tb}'],
    ['-f', 'image2pipe', 'pipe:1'],
  ].flat();
}

/**
 * What ffmpeg calls the quality of a JPEG: 2 is fine, 31 coarse. It multiplies the same table by `q / 8` that others
 * multiply by `2 - quality / 50` (from 50 on) or `50 / quality`.
 */
function quantiser(quality: number): number {
  const q = 8 * (quality < 50 ? 50 / quality : 2 - quality / 50);
  return Math.min(31, Math.max(2, Number(q.toFixed(2))));
}

/** Each complaint once, without what ffmpeg says of its own parts. */
function lastWords(words: string): string {
  const lines = words
    .split('\n')
    .map((line) => line.replace(/^\[[^\]]*\]\s*/, '').trim())
    .filter((line) => line !== '' && !/^(Error opening|To ignore this|Error parsing|Failed to set)/.test(line));
  return [...new Set(lines)].slice(0, 2).join('; ').replace(/\.$/, '');
}
