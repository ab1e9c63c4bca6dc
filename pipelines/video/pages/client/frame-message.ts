import type { FrameHeader } from '../messages.js';

/** Takes a message of the display apart: the length of the header (4 bytes), the header as JSON, the JPEG. */
export function splitFrame(bytes: ArrayBuffer): { header: FrameHeader; jpeg: Blob } {
  const length = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 4, length))) as FrameHeader;
  return { header, jpeg: new Blob([new Uint8Array(bytes, 4 + length)], { type: 'image/jpeg' }) };
}
