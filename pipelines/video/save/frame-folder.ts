import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameInfo } from '../frame.js';
import { jpegHeader } from '../jpeg-header.js';
import { drawContactSheet, SHEET_PICTURES, type SheetPicture } from './contact-sheet.js';
import { EvenSample } from './even-sample.js';
import { safeName } from './safe-name.js';

/** How many names are tried for frames of the same source and the same millisecond. */
const MAX_NAMESAKES = 1_000;

/** What became of a frame: `full` means that it would not fit into the limit any more. */
export type Saving = 'saved' | 'no JPEG' | 'full';

/**
 * Saves frames as files, one folder for each source. The names are capture times, so they sort; no file is ever
 * overwritten.
 */
export class FrameFolder {
  /** Frames that were saved, and their bytes. */
  saved = 0;
  bytes = 0;
  /** Frames whose image is no JPEG. */
  unreadable = 0;
  readonly sources = new Set<string>();
  readonly #folder: string;
  readonly #maxBytes: number;
  /** Of each source, pictures for the sheet. */
  readonly #samples = new Map<string, EvenSample<SheetPicture>>();

  /** @param maxBytes the most that is written, the contact sheet aside */
  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** @throws Error if the file can't be written */
  async save({ source, timestamp }: FrameInfo, jpeg: Buffer): Promise<Saving> {
    if (!(await jpegHeader(jpeg))) {
      this.unreadable += 1;
      return 'no JPEG';
    }
    if (this.bytes + jpeg.length > this.#maxBytes) return 'full';
    const file = await writeNew(path.join(this.#folder, safeName(source)), timeName(timestamp), '.jpg', jpeg);
    this.saved += 1;
    this.bytes += jpeg.length;
    this.sources.add(source);
    this.#noteForSheet({ file, caption: [source, timestamp] });
    return 'saved';
  }

  /**
   * Draws some of the frames on one sheet, source by source. Returns its path; undefined if nothing was saved. More sources
   * than there is room for pictures are left out of it.
   */
  async writeContactSheet(): Promise<string | undefined> {
    const share = Math.floor(SHEET_PICTURES / Math.max(1, this.#samples.size));
    const pictures = [...this.#samples.values()].flatMap((sample) => sample.pick(share));
    const [first] = pictures;
    if (!first) return undefined;
    const name = `contact-sheet-${timeName(first.caption[1])}`;
    return writeNew(this.#folder, name, '.jpg', await drawContactSheet(pictures));
  }

  #noteForSheet(picture: SheetPicture): void {
    const [source] = picture.caption;
    const sample = this.#samples.get(source) ?? new EvenSample<SheetPicture>(SHEET_PICTURES);
    if (this.#samples.size < SHEET_PICTURES) this.#samples.set(source, sample);
    sample.add(picture);
  }
}

/** `2026-05-04T09-30-00.000Z`: no colon, which some file systems refuse. */
function timeName(timestamp: string): string {
  return new Date(timestamp).toISOString().replaceAll(':', '-');
}

/** Writes a file under this name, or, where there is one already, under the next. */
async function writeNew(folder: string, name: string, ending: string, bytes: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let number = 1; number <= MAX_NAMESAKES; number++) {
    const file = path.join(folder, number === 1 ? name + ending : `${name}_${number}${ending}`);
    try {
      await writeFile(file, bytes, { flag: 'wx' });
      return file;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(
    `${path.join(folder, name + ending)} and ${MAX_NAMESAKES} like it are there already. Name another folder.`,
  );
}
