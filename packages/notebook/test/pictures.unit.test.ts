/** Frames in a notebook: seen by those who see, read to those who don't, and their words never become HTML. */
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { livePictures, picturesHtml } from '../src/pictures.js';

const BYTES = Uint8Array.from([0xff, 0xd8, 0xff]);

function imagesIn(html: string) {
  return [...parseHTML(`<!doctype html><html><body>${html}</body></html>`).document.querySelectorAll('img')];
}

describe('a picture', () => {
  test('carries its bytes and says in words what it shows', () => {
    const [image] = imagesIn(picturesHtml([{ data: BYTES, alt: 'A sunrise', caption: 'frame 1' }]));
    expect(image?.getAttribute('src')).toBe('data:image/jpeg;base64,/9j/');
    expect(image?.getAttribute('alt')).toBe('A sunrise');
  });

  test('may come as base64, and in another format', () => {
    const [image] = imagesIn(picturesHtml([{ data: '/9j/', alt: 'a', mediaType: 'image/png' }]));
    expect(image?.getAttribute('src')).toBe('data:image/png;base64,/9j/');
  });

  test('has words that are never read as HTML', () => {
    const words = '"><script>alert(1)</script><b onclick=x>';
    const html = picturesHtml([{ data: BYTES, alt: words, caption: words }]);
    const { document } = parseHTML(`<!doctype html><html><body>${html}</body></html>`);
    expect(document.querySelectorAll('script, b')).toHaveLength(0);
    expect(document.querySelector('img')?.getAttribute('alt')).toBe(words);
    expect(document.querySelector('figcaption')?.textContent).toBe(words);
  });
});

test('pictures are replaced in their place', () => {
  const shown: string[] = [];
  const pictures = livePictures({ html: (text) => shown.push(text) });
  pictures.update([{ data: BYTES, alt: 'first' }]);
  pictures.update([
    { data: BYTES, alt: 'second' },
    { data: BYTES, alt: 'third' },
  ]);
  expect(shown.map((html) => imagesIn(html).map((image) => image.getAttribute('alt')))).toEqual([
    ['first'],
    ['second', 'third'],
  ]);
});
