/** Pictures below a cell: what a camera saw, with words for who can't see it. */
import { parseHTML } from 'linkedom';
import { type CellDisplay, newDisplay } from './cell-display.js';

/** A picture, and its words. */
export interface Picture {
  /** The encoded image: bytes, or their base64. */
  data: Uint8Array | string;
  /** What the picture shows, in words: a screen reader reads it in its place. */
  alt: string;
  /** Stands below the picture. */
  caption?: string;
  /** Default `image/jpeg`. */
  mediaType?: 'image/gif' | 'image/jpeg' | 'image/png' | 'image/webp';
}

/** Pictures on the page. */
export interface LivePictures {
  /** Shows these pictures, side by side: below the cell that made the place for them, and from then on in place. */
  update(pictures: readonly Picture[]): void;
}

const ROW_STYLE = 'display: flex; flex-wrap: wrap; gap: 12px; margin: 0.5em 0';
const FIGURE_STYLE = 'margin: 0; color: var(--jp-content-font-color1, inherit)';
const CAPTION_STYLE = 'font: 13px/1.4 system-ui, sans-serif; white-space: pre-line';
const IMAGE_STYLE = 'display: block; max-width: 100%';

/** Pictures side by side as HTML. Their words stay text: they are never read as HTML. */
export function picturesHtml(pictures: readonly Picture[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const row = document.createElement('div');
  row.setAttribute('style', ROW_STYLE);
  for (const { alt, caption, data, mediaType = 'image/jpeg' } of pictures) {
    const figure = document.createElement('figure');
    figure.setAttribute('style', FIGURE_STYLE);
    const image = document.createElement('img');
    const base64 = typeof data === 'string' ? data : Buffer.from(data).toString('base64');
    image.setAttribute('src', `data:${mediaType};base64,${base64}`);
    image.setAttribute('alt', alt);
    image.setAttribute('style', IMAGE_STYLE);
    figure.append(image);
    if (caption !== undefined) {
      const words = document.createElement('figcaption');
      words.setAttribute('style', CAPTION_STYLE);
      words.textContent = caption;
      figure.append(words);
    }
    row.append(figure);
  }
  return row.outerHTML;
}

/**
 * A place for pictures below the cell, whose content can be replaced.
 *
 * @param display where they are shown; a new place below the cell by default
 * @throws Error outside of a notebook
 */
export function livePictures(display: CellDisplay = newDisplay('livePictures()')): LivePictures {
  return { update: (pictures) => display.html(picturesHtml(pictures)) };
}
