/**
 * The time at which the message is made, and not that of the capture.
 * @mistake clock-of-this-machine
 * @task 1
 */
import type { Capture, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { toFrame as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function toFrame(capture: Capture): Promise<VideoFrame> {
  return { ...(await right(capture)), timestamp: new Date().toISOString() };
}
