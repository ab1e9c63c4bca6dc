/**
 * toString() on the bytes of a JPEG.
 * @mistake bytes-as-text
 * @task 1
 */
import sharp from 'sharp';
import type { Capture, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { toFrame as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function toFrame(capture: Capture): Promise<VideoFrame> {
  const { channels, data, height, width } = capture.pixels;
  const jpeg = await sharp(data, { raw: { width, height, channels } }).jpeg().toBuffer();
  return {
    ...(await right(capture)),
    frame_data: jpeg.toString(),
  };
}
