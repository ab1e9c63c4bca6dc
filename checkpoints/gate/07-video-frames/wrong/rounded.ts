/**
 * A round number looks better.
 * @mistake rounded
 * @task 2
 */
import type { Pixels } from '../../../../lessons/07-video-frames/frame.js';
import { brightness as exact } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function brightness(pixels: Pixels): number {
  return Math.round(exact(pixels));
}
