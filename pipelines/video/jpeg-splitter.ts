const START_OF_IMAGE = 0xffd8;
const END_OF_IMAGE = 0xd9;
const RESTARTS = { first: 0xd0, last: 0xd7 };

/**
 * Takes a stream of JPEGs, one behind the other and cut anywhere, apart into images. It goes from marker to marker
 * (ITU-T T.81, annex B), so an end marker inside a segment, such as that of a thumbnail, ends no image.
 */
export class JpegSplitter {
  readonly #maxBytes: number;
  #bytes: Buffer = Buffer.alloc(0);
  /** How far the image at the beginning of `#bytes` was read. */
  #at = 0;

  /** @param maxBytes an image of more bytes is refused: the stream would fill the memory */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Bytes of an image whose end has not come. */
  get unfinished(): number {
    return this.#bytes.length;
  }

  /**
   * Takes the next piece of the stream, and returns the images that it completes.
   *
   * @throws Error where the stream is no sequence of JPEGs
   */
  push(piece: Buffer): Buffer[] {
    this.#bytes = this.#bytes.length === 0 ? piece : Buffer.concat([this.#bytes, piece]);
    const images: Buffer[] = [];
    for (let end = this.#findEnd(); end !== undefined; end = this.#findEnd()) {
      images.push(this.#bytes.subarray(0, end));
      this.#bytes = this.#bytes.subarray(end);
      this.#at = 0;
    }
    if (this.#bytes.length > this.#maxBytes) throw new Error(`An image has more than ${this.#maxBytes} bytes.`);
    return images;
  }

  /** Where the first image ends; undefined until that is known. */
  #findEnd(): number | undefined {
    const bytes = this.#bytes;
    if (this.#at === 0) {
      if (bytes.length < 2) return undefined;
      if (bytes.readUInt16BE() !== START_OF_IMAGE) throw new Error('These bytes are no JPEG: it has no start marker.');
      this.#at = 2;
    }
    for (;;) {
      const marker = bytes.indexOf(0xff, this.#at);
      const code = marker < 0 ? undefined : bytes[marker + 1];
      if (code === undefined) return this.#waitFrom(marker < 0 ? bytes.length : marker);
      if (code === END_OF_IMAGE) return marker + 2;
      if (code === 0xff) this.#at = marker + 1;
      else if (hasNoSegment(code)) this.#at = marker + 2;
      else {
        const next =
          marker + 4 <= bytes.length ? marker + 2 + bytes.readUInt16BE(marker + 2) : Number.POSITIVE_INFINITY;
        if (next > bytes.length) return this.#waitFrom(marker);
        this.#at = next;
      }
    }
  }

  #waitFrom(position: number): undefined {
    this.#at = position;
  }
}

/** A zero says that the byte before it is data. A restart marker stands alone, between data. */
function hasNoSegment(code: number): boolean {
  return code === 0 || code === 1 || (code >= RESTARTS.first && code <= RESTARTS.last);
}
