/**
 * A data URL, as a page would want it.
 * @mistake data-url
 * @task 1
 */

import type { Capture, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { toFrame as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function toFrame(capture: Capture): Promise<VideoFrame> {
  const frame = await right(capture);
  return { ...frame, frame_data: `data:image/jpeg;base64,${frame.frame_data}` };
}
