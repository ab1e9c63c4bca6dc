/**
 * Encoded twice: the text of the base64 is taken for bytes.
 * @mistake base64-twice
 * @task 1
 */

import type { Capture, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { toFrame as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function toFrame(capture: Capture): Promise<VideoFrame> {
  const frame = await right(capture);
  return { ...frame, frame_data: Buffer.from(frame.frame_data).toString('base64') };
}
