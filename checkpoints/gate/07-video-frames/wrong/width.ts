/**
 * Width for height: a frame of 640 × 360 passes.
 * @mistake width-for-height
 * @task 2
 */
import type { FrameInfo } from '../../../../lessons/07-video-frames/frame.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function isTall(frame: FrameInfo): boolean {
  return frame.frame_width > 480;
}
