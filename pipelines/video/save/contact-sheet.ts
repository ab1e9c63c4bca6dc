import sharp, { type OverlayOptions } from 'sharp';
import { MAX_PIXELS } from '../limits.js';

/** The most pictures on a sheet. */
export const SHEET_PICTURES = 48;
const COLUMNS = 6;
const CELL = { width: 256, height: 144, caption: 36, gap: 8 };
const LONGEST_CAPTION = 36;

export interface SheetPicture {
  /** The path of the image. */
  file: string;
  /** Two lines below it. */
  caption: [string, string];
}

/** Draws many pictures small, with captions, on one sheet: a JPEG. */
export async function drawContactSheet(pictures: readonly SheetPicture[]): Promise<Buffer> {
  const columns = Math.min(COLUMNS, pictures.length);
  const rows = Math.ceil(pictures.length / COLUMNS);
  const step = { x: CELL.width + CELL.gap, y: CELL.height + CELL.caption + CELL.gap };
  const overlays: OverlayOptions[] = [];
  for (const [index, { file, caption }] of pictures.entries()) {
    const left = CELL.gap + (index % COLUMNS) * step.x;
    const top = CELL.gap + Math.floor(index / COLUMNS) * step.y;
    const input = await sharp(file, { limitInputPixels: MAX_PIXELS })
      .resize({ width: CELL.width, height: CELL.height, fit: 'contain', background: 'black' })
      .toBuffer();
    overlays.push({ input, left, top }, { input: drawCaption(caption), left, top: top + CELL.height });
  }
  const width = CELL.gap + columns * step.x;
  const height = CELL.gap + rows * step.y;
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(overlays)
    .jpeg({ quality: 85 })
    .toBuffer();
}

function drawCaption(lines: [string, string]): Buffer {
  const texts = lines.map((line, i) => `<text x="2" y="${14 + i * 16}">${escaped(cut(line))}</text>`);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${CELL.width}" height="${CELL.caption}" font-family="sans-serif" font-size="12" fill="#1b1f23">${texts.join('')}</svg>`,
  );
}

function cut(text: string): string {
  return text.length > LONGEST_CAPTION ? `${text.slice(0, LONGEST_CAPTION - 1)}…` : text;
}

/** Text as XML: what has a meaning there is written as its number, and what XML can't hold is left out. */
function escaped(text: string): string {
  return text
    .replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\u0020-\ud7ff\ue000-\ufffd]/g, '');
}
