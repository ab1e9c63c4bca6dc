/**
 * >= for >.
 * @mistake wrong-limit
 * @task 2
 */
import type { FrameInfo } from '../../../../lessons/07-video-frames/frame.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function isTall(frame: FrameInfo): boolean {
  return frame.frame_height >= 480;
}
