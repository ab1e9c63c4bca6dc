/**
 * toString() on the value of a message that is no text.
 * @mistake bytes-as-text
 * @task 4
 */

import type { ConsumedMessage, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { fromBinary as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function fromBinary(message: ConsumedMessage): VideoFrame {
  return { ...right(message), frame_data: Buffer.from(message.value.toString()).toString('base64') };
}
