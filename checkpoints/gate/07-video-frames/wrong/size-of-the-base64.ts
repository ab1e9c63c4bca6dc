/**
 * The length of the text for the bytes of the JPEG.
 * @mistake size-of-text
 * @task 1
 */

import type { Capture, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { toFrame as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function toFrame(capture: Capture): Promise<VideoFrame> {
  const frame = await right(capture);
  return { ...frame, frame_size_bytes: frame.frame_data.length };
}
