/**
 * The bytes of the base64, and not those of the JPEG.
 * @mistake still-base64
 * @task 4
 */

import type { BinaryMessage, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { toBinary as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function toBinary(frame: VideoFrame): BinaryMessage {
  return { ...right(frame), value: Buffer.from(frame.frame_data) };
}
