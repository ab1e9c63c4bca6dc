import sharp from 'sharp';

/** What the beginning of a JPEG says of it. */
export interface JpegHeader {
  width: number;
  height: number;
  channels: number;
}

/** Reads the beginning of a JPEG, without its pixels; undefined if the bytes are something else. */
export async function jpegHeader(bytes: Buffer): Promise<JpegHeader | undefined> {
  if (bytes.length === 0) return undefined;
  try {
    const { format, width, height, channels } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return format === 'jpeg' ? { width, height, channels } : undefined;
  } catch {
    return undefined;
  }
}
